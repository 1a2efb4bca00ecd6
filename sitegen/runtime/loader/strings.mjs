// @ts-check
/**
 * Python's strings in the memory snapshot: their hashes are left out, and computed when the snapshot is used.
 *
 * A hash is four bytes that no compression makes smaller, and the snapshot has 30,000 of them. A string begins
 * with its count of references, its type, its length, its hash and its state, each of one word. See `PyASCIIObject`
 * in CPython's `unicodeobject.h`.
 */

/** Where the words of a string are, counted from the word with its type. */
export const WORDS = { start: -1, type: 0, length: 1, hash: 2, state: 3, text: 4 };
/** Stands for a hash that was left out. It is no string's hash, which `encodeSnapshot` makes sure of. */
export const LEFT_OUT = 0x5a5a5a5a;
/** The hash of a string that has not been hashed. */
export const UNKNOWN = 0xffffffff;

/**
 * @typedef {object} StringFunctions what a program of Pyodide exports
 * @property {number} type the address of the type of strings, `PyUnicode_Type`
 * @property {(address: number) => number} hash computes the hash of a string and stores it, `PyObject_Hash`
 */

/**
 * Compute the hashes that were left out.
 * @param {Uint32Array} words the memory
 * @param {number[]} runs offsets and lengths of the parts of the memory that may contain such strings
 * @param {StringFunctions} strings
 */
export function hashStrings(words, runs, { type, hash }) {
  for (let index = 0; index < runs.length; index += 2) {
    const end = (runs[index] + runs[index + 1]) >> 2;
    for (let at = runs[index] >> 2; at < end; at += 1) {
      if (words[at] !== type || words[at + WORDS.hash] !== LEFT_OUT) continue;
      words[at + WORDS.hash] = UNKNOWN;
      hash((at + WORDS.start) * 4);
    }
  }
}
