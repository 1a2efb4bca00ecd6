// @ts-check
/** Finds Python's strings in a memory, and leaves out what the reader's Python computes again or never reads. */

import { LEFT_OUT, UNKNOWN, WORDS } from "../../loader/strings.mjs";

/** The bits of a string's state: the bytes of a letter, whether the text follows, whether it is ASCII. */
const [LETTER, COMPACT, ASCII] = [0x1c, 0x20, 0x40];
const LETTERS = [0x04, 0x08, 0x10];
const STATE = 0xff;
/** A string that is so long and equals a docstring is nothing else. */
const LEAST_LETTERS = 64;
const SPACE = 0x20;

/**
 * Find the strings that have a hash.
 * @param {Uint32Array} words a copy of the memory of a program
 * @param {Uint32Array} live the memory of that program, which has gone on
 * @param {import("../../loader/strings.mjs").StringFunctions} strings of that program
 * @returns {number[]} the indices of the words with their types. A word that equals the address of the type by
 *   chance is not among them: the hash that Python computes there must be the one that is there
 */
export function findHashed(words, live, { type, hash }) {
  const found = [];
  for (let at = 1; at < words.length - WORDS.text; at += 1) {
    const before = words[at + WORDS.hash];
    if (words[at] !== type || before === UNKNOWN || !fits(words, at)) continue;
    if ([0, 1, 2, 3].some((word) => live[at + word] !== words[at + word])) continue; // it is gone
    live[at + WORDS.hash] = UNKNOWN;
    hash((at + WORDS.start) * 4);
    if (live[at + WORDS.hash] === before) found.push(at);
    live[at + WORDS.hash] = before;
  }
  return found;
}

/**
 * Whether a string might be here that is not empty: the hash of the empty string is zero, and zeros are common.
 * @param {Uint32Array} words @param {number} at
 */
function fits(words, at) {
  const [length, state] = [words[at + WORDS.length], words[at + WORDS.state]];
  const isInside = length > 0 && length < words.length - at - 2 * WORDS.text;
  return isInside && state & COMPACT && LETTERS.includes(state & LETTER);
}

/**
 * Leave the hashes out, and what was in the unused bytes of the states.
 * @param {Uint32Array} words a copy of the memory
 * @param {number} type the address of the type of strings
 * @param {number[]} hashed what `findHashed` has returned
 * @throws {Error} something else in the memory looks like a string without its hash
 */
export function leaveOutHashes(words, type, hashed) {
  for (const at of hashed) {
    words[at + WORDS.hash] = LEFT_OUT;
    words[at + WORDS.state] &= STATE;
  }
  let count = 0;
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] === type && words[at + WORDS.hash] === LEFT_OUT) count += 1;
  }
  if (count !== hashed.length) throw new Error(`${count} strings have no hash, expected ${hashed.length}`);
}

/**
 * Fill docstrings with spaces, where something still refers to them.
 * @param {Uint32Array} words the memory
 * @param {number} type the address of the type of strings
 * @param {Uint8Array} documentation all docstrings, each with a zero byte after it
 */
export function clearDocstrings(words, type, documentation) {
  const decoder = new TextDecoder();
  const docstrings = new Set(decoder.decode(documentation).split("\0"));
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  for (let at = 1; at < words.length - WORDS.text; at += 1) {
    if (words[at] !== type || !(words[at + WORDS.state] & ASCII) || !fits(words, at)) continue;
    const start = (at + WORDS.text) * 4;
    const end = start + words[at + WORDS.length];
    if (end - start < LEAST_LETTERS || bytes[end] !== 0) continue;
    const text = bytes.subarray(start, end);
    if (docstrings.has(decoder.decode(text))) text.fill(SPACE);
  }
}
