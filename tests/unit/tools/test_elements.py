"""The reference of the elements says what their code has, or the build fails."""

import json

import pytest

from tools.generate import element_features, elements_manifest, elements_page
from tools.generate.element_sources import Feature, Sources, elements, told

BASE = """
import { theme } from "./theme.ts";

/**
 * What all have in common.
 * @attr {string} for - The id of the phone.
 * @prop {CallClient | null} client - The client.
 */
export class CallElement extends LitElement {
  static override properties: PropertyDeclarations = { client: { attribute: false, noAccessor: true } };
  static override styles = ":host([hidden]) { --x: var(--ringback-accent) }";

  /** The phone. */
  get phone(): string {
    return this.getAttribute("for");
  }
}
"""
BUTTON = """
import { CallElement } from "./base.ts";
import { bell } from "./bell.ts";

/**
 * A button that calls
 * somebody.
 *
 * @attr {string} to - Whom it calls.
 * @attr {boolean} audio-only - Without
 *   a picture.
 * @prop {string[]} items - What it lists.
 * @fires {CustomEvent<{ callId: string }>} ringback-call - It calls.
 * @slot - What stands on it.
 * @slot icon - Its picture.
 * @csspart button - The button.
 * @csspart end
 */
export class RingbackCallButton extends CallElement {
  static override properties = {
    to: {},
    audioOnly: { type: Boolean, attribute: "audio-only" },
    items: { attribute: false },
    busy: { state: true },
  };

  /** Calls. */
  call(to: string): void {
    this.emit("ringback-call", {});
  }

  /** @internal */
  render(): unknown {
    return html`<button part="button ${this.busy}"><slot></slot><slot name="icon"></slot>${bell}</button>
      ${row({ part: "end" })}`;
  }
}
"""
THEME = "/**\n * Colours.\n * @cssprop --ringback-accent - What one is to press.\n */\nexport const theme = 0;\n"
BELL = '/**\n * A bell.\n * @csspart bell - The bell.\n */\nexport const bell = html`<i part="bell"></i>`;'
INDEX = 'register("ringback-call-button", RingbackCallButton);\n'
MODULES: Sources = {"index": INDEX, "base": BASE, "ringback-call-button": BUTTON, "theme": THEME, "bell": BELL}


def complaints(**changed: str) -> list[str]:
    return list(
        element_features.complaints({**MODULES, **{name.replace("_", "-"): changed[name] for name in changed}})
    )


def test_comments_are_read_of_the_element_and_of_what_it_is_made_with() -> None:
    (button,) = elements(MODULES)
    assert (button.tag, button.class_name, button.text) == (
        "ringback-call-button", "RingbackCallButton", "A button that calls somebody.",
    )  # fmt: skip
    assert button.features == (
        Feature("attribute", "to", "string", "Whom it calls."),
        Feature("attribute", "audio-only", "boolean", "Without a picture."),
        Feature("property", "items", "string[]", "What it lists."),
        Feature("event", "ringback-call", "CustomEvent<{ callId: string }>", "It calls."),
        Feature("slot", "", "", "What stands on it."),
        Feature("slot", "icon", "", "Its picture."),
        Feature("part", "button", "", "The button."),
        Feature("part", "end", "", ""),
    )
    assert button.methods == (("call", "(to: string): void", "Calls."),)
    assert told(MODULES, MODULES) == [
        Feature("attribute", "for", "string", "The id of the phone."),
        Feature("property", "client", "CallClient | null", "The client."),
        Feature("custom property", "--ringback-accent", "", "What one is to press."),
        Feature("part", "bell", "", "The bell."),
    ]


def test_what_is_documented_without_a_word_of_explanation_is_told() -> None:
    assert complaints() == ["ringback-call-button: not a word about the part “end”"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (" * @attr {string} to - Whom it calls.\n", "no comment has the attribute “to”"),
        (" * @prop {string[]} items - What it lists.\n", "no comment has the property “items”"),
        (
            " * @fires {CustomEvent<{ callId: string }>} ringback-call - It calls.\n",
            "no comment has the event “ringback-call”",
        ),
        (" * @slot - What stands on it.\n", "no comment has the slot “default”"),
        (" * @csspart button - The button.\n", "no comment has the part “button”"),
        (" * @csspart end\n", "no comment has the part “end”"),
        ("    to: {},\n", "its code has no attribute “to”"),
        ('    this.emit("ringback-call", {});\n', "its code has no event “ringback-call”"),
        ('<slot name="icon"></slot>', "its code has no slot “icon”"),
        ('import { bell } from "./bell.ts";\n', "no element has the part “bell”"),
    ],
)
def test_a_feature_that_only_code_or_only_comment_has_is_told(line: str, told: str) -> None:
    assert line in BUTTON
    assert any(told in complaint for complaint in complaints(ringback_call_button=BUTTON.replace(line, "")))


def test_a_custom_property_that_nobody_explains_is_told() -> None:
    assert complaints(theme="")[0].endswith("no comment has the custom property “--ringback-accent”")
    assert (
        complaints(base=BASE.replace("accent", "other"))[-1]
        == "no element has the custom property “--ringback-accent”"
    )


def test_a_module_without_a_commented_class_is_an_error() -> None:
    with pytest.raises(RuntimeError, match=r"ringback-call-button\.ts"):
        elements({**MODULES, "ringback-call-button": "export class RingbackCallButton extends LitElement {}"})


def test_the_manifest_and_the_page_have_every_element(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = {**MODULES, "ringback-call-button": BUTTON.replace("@csspart end", "@csspart end - A | B.")}
    for module in (elements_manifest, elements_page):
        monkeypatch.setattr(module, "checked", lambda: modules)
    (described,) = json.loads(elements_manifest.render())["modules"]
    (button,) = described["declarations"]
    assert button["tagName"] == "ringback-call-button"
    assert button["members"] == [
        {"kind": "field", "name": "items", "type": {"text": "string[]"}, "description": "What it lists."},
        {"kind": "field", "name": "client", "type": {"text": "CallClient | null"}, "description": "The client."},
        {"kind": "method", "name": "call", "description": "Calls."},
    ]
    assert [each["name"] for each in button["cssProperties"]] == ["--ringback-accent"]
    page = elements_page.render()
    assert "## ringback-call-button\n\nA button that calls somebody.\n" in page
    assert "| `client` | `CallClient \\| null` | The client. |" in page
    assert "| (default) | What stands on it. |" in page
    assert "| `end` | A \\| B. |" in page


def test_sources_that_disagree_with_their_comments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(element_features, "sources", lambda: MODULES)
    with pytest.raises(RuntimeError, match="“end”"):
        element_features.checked()
