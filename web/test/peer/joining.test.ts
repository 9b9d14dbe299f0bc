import assert from "node:assert/strict";
import { test } from "node:test";
import { joins } from "../../src/peer/joining.ts";

/** A description of sections such as "audio 0 sendrecv": the kind, the mid and the direction. */
function described(type: RTCSdpType, ...sections: string[]): { type: RTCSdpType; sdp: string } {
  const written = sections.map((section) => {
    const [media, mid, direction] = section.split(" ");
    return `m=${media} 9 X 0\r\na=mid:${mid}\r\na=${direction}\r\n`;
  });
  return { type, sdp: ["v=0\r\n", ...written].join("") };
}

for (const section of ["audio 0 sendrecv", "video 0 sendonly"]) {
  test(`a first answer that sends joins in: ${section}`, () => {
    assert.ok(joins(described("answer", section), null));
  });
}

for (const section of ["audio 0 recvonly", "video 0 inactive", "application 0 sendrecv"]) {
  test(`one that sends no media does not: ${section}`, () => {
    assert.ok(!joins(described("answer", section), null));
  });
}

test("an offer does not, nor does nothing", () => {
  assert.ok(!joins(described("offer", "audio 0 sendrecv"), null));
  assert.ok(!joins(null, null));
});

test("a later answer does when it sends in a section that is new", () => {
  const previous = described("offer", "audio 1 recvonly");
  assert.ok(!joins(described("answer", "audio 1 sendrecv"), previous));
  assert.ok(!joins(described("answer", "audio 1 sendrecv", "video 2 recvonly"), previous));
  assert.ok(joins(described("answer", "audio 1 recvonly", "video 2 sendrecv"), previous));
  assert.ok(joins(described("answer", "audio 11 sendrecv"), previous));
});
