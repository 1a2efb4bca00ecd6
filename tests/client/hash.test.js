import assert from "node:assert/strict";
import test from "node:test";
import { fits, MOST_LETTERS, readHash, writeHash } from "../../static/client/url-state/hash.js";

/** @param {Record<string, Record<string, string>>} islands */
const write = (islands) => writeHash(Object.entries(islands));

test("values read as they are written", () => {
  assert.equal(write({ depth: { rate: "0.1", seed: "7" } }), "#depth?rate=0.1&seed=7");
  assert.equal(write({ depth: { rate: "0.1" }, "neuron-2": { bias: "-1" } }), "#depth?rate=0.1/neuron-2?bias=-1");
});

test("what was written is read again, whatever the letters", () => {
  const islands = {
    pad: { ink: "0.25,0.2 0.5,0.19;1,1", points: "-1,0.5,0;1e-7,2,1" },
    "größe & mehr/2": { "a=b?c&d/e": "50 % of + and − # \n„ß“", empty: "", clip: "rec:AB+/==" },
  };
  const hash = write(islands);
  assert.deepEqual(Object.fromEntries(readHash(hash)), islands);
  assert.ok(hash.includes("ink=0.25,0.2+0.5,0.19;1,1"), "a drawing stays short");
  assert.equal(new URL(hash, "http://a/").hash, hash, "an address keeps it letter by letter");
});

test("a plain anchor is none of ours", () => {
  for (const hash of ["", "#", "#results", "#a=b", "#results/more", "#?a=1", "#depth?", "#depth?=1", "#depth?rate"]) {
    assert.equal(readHash(hash).size, 0, hash);
  }
});

test("parts that make no sense are passed over, the others are read", () => {
  const read = readHash("#%zz?a=1/depth?rate=%e0%a4&seed=3&=5/x");
  assert.deepEqual(Object.fromEntries(read), { depth: { seed: "3" } });
});

test("nothing to say is no hash at all", () => {
  assert.equal(write({}), "");
  assert.equal(write({ depth: {} }), "");
});

test("values too long for a link are left out, the others stay", () => {
  const long = "0.1,0.2 ".repeat(MOST_LETTERS / 8 + 1);
  assert.ok(fits("0.1,0.2 ".repeat(MOST_LETTERS / 8)));
  assert.ok(!fits(long));
  assert.ok(!fits("ß".repeat(MOST_LETTERS / 2)), "letters count as the address spells them");
  assert.equal(write({ pad: { ink: long, seed: "1" } }), "#pad?seed=1");
  assert.equal(write({ pad: { ink: long } }), "");
});
