/* Loaded into a state of the gallery, beside axe: tells what is wrong with it. Every answer is a list of sentences. */
'use strict';

window.inspect = (() => {
  const LEAST = 44; // pixels each way, for a finger
  const TARGETS = 'button, select, input, textarea, a[href], [tabindex="0"]';

  const CONTRAST = 'color-contrast';

  /* What axe finds, by all its rules or by some. */
  function violations(rules) {
    return found(rules && { runOnly: { type: 'rule', values: rules } });
  }

  /* What it finds but for colours, which take it longest. */
  function violationsButColours() {
    return found({ rules: { [CONTRAST]: { enabled: false } } });
  }

  async function found(only) {
    const { violations } = await axe.run(document, { resultTypes: ['violations'], preload: false, ...only });
    const said = (id, { target, failureSummary }) =>
      `${id}: ${target.flat().join(' > ')}: ${failureSummary.replaceAll('\n', ' ')}`;
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => said(id, node)));
  }

  function* everything(root) {
    for (const element of root.querySelectorAll('*')) {
      yield element;
      if (element.shadowRoot) yield* everything(element.shadowRoot);
    }
  }

  /* Where a finger would not hit. A field is as large as the label around it. */
  function smallTargets() {
    const shown = [...everything(document.querySelector('main'))].filter(
      (element) => element.matches(TARGETS) && element.checkVisibility({ visibilityProperty: true }),
    );
    return shown.flatMap((element) => {
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
      if (width >= LEAST && height >= LEAST) return [];
      return `only ${width} × ${height}: ${element.localName} ${element.ariaLabel ?? element.textContent.trim()}`;
    });
  }

  /* Whether one has to scroll sideways in this language. */
  async function tooWide(lang) {
    document.documentElement.lang = lang;
    await settled();
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [`${scrollWidth} pixels wide in ${lang}`] : [];
  }

  /* What is hard to read in the other theme. */
  async function contrastInTheDark() {
    document.documentElement.dataset.theme = 'dark';
    await settled();
    return (await violations([CONTRAST])).map((sentence) => `dark: ${sentence}`);
  }

  /* Every name that a style of the page can reach by ::part(), with the element that has it. */
  function parts() {
    const named = [...everything(document)].filter((element) => element.getRootNode() instanceof ShadowRoot);
    return named.flatMap((element) => [...element.part].map((part) => [element.getRootNode().host.localName, part]));
  }

  /* A language may have to be loaded first. */
  function settled() {
    return new Promise((resolve) => setTimeout(resolve, 100));
  }

  return { violations, violationsButColours, smallTargets, tooWide, contrastInTheDark, parts };
})();
