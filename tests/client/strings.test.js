import assert from "node:assert/strict";
import test from "node:test";
import { hashStrings, LEFT_OUT, UNKNOWN } from "../../sitegen/runtime/loader/strings.mjs";
import {
  clearDocstrings,
  findHashed,
  leaveOutHashes,
} from "../../sitegen/runtime/pack/node/shorten-strings.mjs";

const [TYPE, ASCII] = [4096, 0x64];
const DOC = "Return the number of items in a container, such as a list, a string or a set.";

/** A memory with a string at each of some words. @param {Record<number, string>} texts */
function memoryWith(texts) {
  const words = new Uint32Array(1024);
  for (const [at, text] of Object.entries(texts)) {
    const letters = new TextEncoder().encode(text);
    words.set([TYPE, letters.length, UNKNOWN, ASCII | 0x616263_00], Number(at));
    new Uint8Array(words.buffer).set(letters, (Number(at) + 4) * 4);
  }
  return words;
}

/** Functions like those of Python, with another hash. @param {Uint32Array} words */
const functionsOf = (words) => ({
  type: TYPE,
  hash: (/** @type {number} */ address) => {
    const at = address / 4 + 1;
    const letters = new Uint8Array(words.buffer).subarray((at + 4) * 4, (at + 4) * 4 + words[at + 1]);
    if (words[at + 2] === UNKNOWN) words[at + 2] = letters.reduce((sum, letter) => sum * 31 + letter, 7);
    return words[at + 2];
  },
});

/** @param {Uint32Array} words @param {number[]} places */
function hashed(words, places) {
  const strings = functionsOf(words);
  for (const at of places) strings.hash((at - 1) * 4);
  return strings;
}

test("hashes that were left out are computed again, and nothing else changes", () => {
  const words = memoryWith({ 10: "abc", 30: "def", 50: "never hashed" });
  words.set([TYPE, 0, 0, ASCII], 70); // looks like an empty string
  words.set([TYPE, 3, 12345, ASCII], 90); // and this like a string with a hash
  const before = words.slice();
  const strings = hashed(words, [10, 30]);
  const copy = words.slice();
  const found = findHashed(copy, words, strings);
  assert.deepEqual(found, [10, 30]);
  leaveOutHashes(copy, TYPE, found);
  assert.deepEqual([copy[12], copy[32], copy[52]], [LEFT_OUT, LEFT_OUT, UNKNOWN]);
  assert.deepEqual([copy[13], copy[33]], [ASCII, ASCII], "unused bytes of the state");
  hashStrings(copy, [0, copy.length * 4], functionsOf(copy));
  assert.deepEqual([copy[12], copy[32]], [words[12], words[32]]);
  for (const at of [12, 13, 32, 33]) copy[at] = before[at];
  assert.deepEqual(copy, before);
});

test("a string that has changed since the copy was made keeps its hash in the copy", () => {
  const words = memoryWith({ 10: "abc" });
  const strings = hashed(words, [10]);
  const copy = words.slice();
  words[11] = 2;
  assert.deepEqual(findHashed(copy, words, strings), []);
});

test("a word that looks like a hash that was left out is an error", () => {
  const words = memoryWith({});
  words.set([TYPE, 3, LEFT_OUT], 10);
  assert.throws(() => leaveOutHashes(words, TYPE, []), /1 strings have no hash, expected 0/);
});

test("only what is inside the runs is hashed", () => {
  const words = memoryWith({ 10: "abc" });
  words[12] = LEFT_OUT;
  hashStrings(words, [64, 4000], functionsOf(words));
  assert.equal(words[12], LEFT_OUT);
});

test("docstrings become spaces, and other strings stay", () => {
  const [other, short] = [DOC.replace("list", "dict"), "Return self."];
  const words = memoryWith({ 10: DOC, 100: other, 200: short });
  clearDocstrings(words, TYPE, new TextEncoder().encode(`${DOC}\0${short}\0`));
  const text = (/** @type {number} */ at, /** @type {string} */ like) =>
    new TextDecoder().decode(new Uint8Array(words.buffer, (at + 4) * 4, like.length));
  assert.deepEqual(
    [text(10, DOC), text(100, other), text(200, short)],
    [" ".repeat(DOC.length), other, short],
  );
});
