// @ts-check
/** SHA-256 without a promise, for files that Python waits for; `crypto.subtle` cannot answer at once. */

/** The first 32 bits of the fractional parts of the roots of the first primes. @param {number} root */
function constants(root, count = 64) {
  const values = [];
  for (let candidate = 2; values.length < count; candidate += 1) {
    let isPrime = true;
    for (let factor = 2; factor * factor <= candidate; factor += 1) isPrime &&= candidate % factor !== 0;
    if (isPrime) values.push((candidate ** (1 / root) % 1) * 2 ** 32);
  }
  return Uint32Array.from(values);
}

const ROUNDS = constants(3);
const BEGINNING = constants(2, 8);
const BLOCK = 64;

/** @param {number} word @param {number} count */
const rotate = (word, count) => (word >>> count) | (word << (32 - count));

/**
 * The SHA-256 of bytes (FIPS 180-4), in hexadecimal.
 * @param {Uint8Array} bytes
 */
export function sha256(bytes) {
  const state = BEGINNING.slice();
  const words = new Int32Array(64);
  const whole = bytes.length - (bytes.length % BLOCK);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += BLOCK) addBlock(state, words, view, at);
  const rest = bytes.subarray(whole);
  const end = new Uint8Array(rest.length + 9 > BLOCK ? 2 * BLOCK : BLOCK);
  end.set(rest);
  end[rest.length] = 0x80;
  const last = new DataView(end.buffer);
  last.setUint32(end.length - 8, Math.floor(bytes.length / 2 ** 29));
  last.setUint32(end.length - 4, bytes.length << 3);
  for (let at = 0; at < end.length; at += BLOCK) addBlock(state, words, last, at);
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

/**
 * Add a block of 64 bytes.
 * @param {Uint32Array} state is changed
 * @param {Int32Array} words is overwritten
 * @param {DataView} view
 * @param {number} at where the block begins
 */
function addBlock(state, words, view, at) {
  for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(at + 4 * index);
  for (let index = 16; index < 64; index += 1) {
    const [early, late] = [words[index - 15], words[index - 2]];
    const first = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const second = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[index] = words[index - 16] + first + words[index - 7] + second;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let index = 0; index < 64; index += 1) {
    const big = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + big + ((e & f) ^ (~e & g)) + ROUNDS[index] + words[index]) | 0;
    const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] += value;
}
