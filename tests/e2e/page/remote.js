/* Orders from another tab: what a driver does in a page counts there as a gesture of the user, what a message does not. */
'use strict';

window.remote = (() => {
  const channel = new BroadcastChannel('e2e-remote');
  const answers = new Map(); // by number
  let number = 0;

  channel.onmessage = async ({ data: { order, answer } }) => {
    if (answer) answers.get(answer.number)?.(answer);
    else channel.postMessage({ answer: { number: order.number, ...(await obeyed(order)) } });
  };

  async function obeyed({ name, verb, argument }) {
    try {
      return { value: await window[name][verb](argument) };
    } catch (error) {
      return { error: String(error) };
    }
  }

  /* Has the other tab do this. */
  async function obey([name, verb, argument]) {
    const order = { number: (number += 1), name, verb, argument };
    const answered = new Promise((resolve) => answers.set(order.number, resolve));
    channel.postMessage({ order });
    const { value, error } = await answered;
    if (error) throw new Error(error);
    return value;
  }

  return { obey };
})();
