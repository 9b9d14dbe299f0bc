/* Measures the longest time without media, as somebody in the call would notice it. */
'use strict';

window.gap = (() => {
  const KINDS = { video: 'framesDecoded', audio: 'packetsReceived' };
  let watching;

  function total(figures, kind) {
    return figures.inbound.filter((row) => row.kind === kind).reduce((sum, row) => sum + row[KINDS[kind]], 0);
  }

  function advance(clock, figures) {
    const value = total(figures, clock.kind);
    const moment = probe.now();
    clock.longest = Math.max(clock.longest, moment - clock.last);
    if (value !== clock.value) Object.assign(clock, { value, last: moment });
  }

  async function watch(state) {
    while (state.running) {
      const figures = await probe.figures();
      for (const clock of state.clocks) advance(clock, figures);
      await probe.sleep(probe.POLL_MS);
    }
  }

  return {
    begin() {
      const clocks = Object.keys(KINDS).map((kind) => ({ kind, longest: 0, last: probe.now(), value: null }));
      watching = { running: true, clocks };
      watching.done = watch(watching);
    },
    /* The longest gaps since begin() in milliseconds, the one still open included. */
    async end() {
      watching.running = false;
      await watching.done;
      return Object.fromEntries(watching.clocks.map((clock) => [clock.kind, clock.longest]));
    },
  };
})();
