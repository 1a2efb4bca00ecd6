import assert from "node:assert/strict";
import test from "node:test";
import { fits, MAX_LENGTH, readHash, writeHash } from "../../static/client/url-state/hash.js";

/** @param {Record<string, Record<string, string>>} islands */
const write = (islands) => writeHash(Object.entries(islands));

test("values are written with their names", () => {
  assert.equal(write({ depth: { rate: "0.1", seed: "7" } }), "#depth?rate=0.1&seed=7");
  assert.equal(
    write({ depth: { rate: "0.1" }, "neuron-2": { bias: "-1" } }),
    "#depth?rate=0.1/neuron-2?bias=-1",
  );
});

test("written values are read again, whatever their characters", () => {
  const islands = {
    pad: { ink: "0.25,0.2 0.5,0.19;1,1", points: "-1,0.5,0;1e-7,2,1" },
    "größe & mehr/2": { "a=b?c&d/e": "50 % of + and − # \n„ß“", empty: "", clip: "rec:AB+/==" },
  };
  const hash = write(islands);
  assert.deepEqual(Object.fromEntries(readHash(hash)), islands);
  assert.ok(hash.includes("ink=0.25,0.2+0.5,0.19;1,1"), "a drawing stays short");
  assert.equal(new URL(hash, "http://a/").hash, hash, "an address keeps it letter by letter");
});

test("a plain anchor has no values", () => {
  for (const hash of [
    "",
    "#",
    "#results",
    "#a=b",
    "#results/more",
    "#?a=1",
    "#depth?",
    "#depth?=1",
    "#depth?rate",
  ]) {
    assert.equal(readHash(hash).size, 0, hash);
  }
});

test("invalid parts are ignored, the others are read", () => {
  const read = readHash("#%zz?a=1/depth?rate=%e0%a4&seed=3&=5/x");
  assert.deepEqual(Object.fromEntries(read), { depth: { seed: "3" } });
});

test("no values give an empty hash", () => {
  assert.equal(write({}), "");
  assert.equal(write({ depth: {} }), "");
});

test("values too long for a link are left out, the others stay", () => {
  const long = "0.1,0.2 ".repeat(MAX_LENGTH / 8 + 1);
  assert.ok(fits("0.1,0.2 ".repeat(MAX_LENGTH / 8)));
  assert.ok(!fits(long));
  assert.ok(!fits("ß".repeat(MAX_LENGTH / 2)), "letters count as the address spells them");
  assert.equal(write({ pad: { ink: long, seed: "1" } }), "#pad?seed=1");
  assert.equal(write({ pad: { ink: long } }), "");
});
