// @ts-check
/** Makes the bytes of a start-up image out of memory, where the site is built. */

import { MAGIC, between, sumOf } from "./start-image.mjs";

const GAP = 16; // words; fewer zeros than this between two runs are not worth a new run
const BLOCK = 1024; // words

/**
 * The bytes of an image file, not compressed. Blocks of memory that a fresh instance has too are left out.
 * @param {Uint8Array} snapshot what Pyodide's makeMemorySnapshot gave
 * @param {Uint8Array} fresh the memory of a started module without Python, libraries linked; everything that depends on
 *   the machine (name of the program, chance, time) must be different from the snapshot's
 * @param {{ key: string, table: number, trampoline: number }} facts
 * @returns {{ parts: Uint8Array[], memory: number, prefix: Uint8Array }} the file's parts, bytes of memory, and what
 *   Pyodide wants of a snapshot
 */
export function packImage(snapshot, fresh, { key, table, trampoline }) {
  const prefix = new Uint32Array(snapshot.buffer, snapshot.byteOffset, 2)[1];
  const memory = snapshot.slice(prefix); // aligned
  const now = new Uint32Array(memory.buffer);
  const before = new Uint32Array(fresh.buffer);
  now[trampoline >> 2] = 0;
  before[trampoline >> 2] = 1; // its block is never left out
  /** @type {number[]} */
  const same = [];
  for (let block = 0; block < now.length; block += BLOCK) {
    const part = now.subarray(block, block + BLOCK);
    if (part.every((word, at) => word === before[block + at]) && part.some((word) => word)) same.push(block * 4, BLOCK * 4);
  }
  /** @type {number[]} */
  const runs = [];
  const others = between(same, memory.length);
  for (let index = 0; index < others.length; index += 2) {
    const end = (others[index] + others[index + 1]) >> 2;
    let last = -Infinity;
    for (let at = others[index] >> 2; at < end; at += 1) {
      if (!now[at]) continue;
      if (at - last > GAP) runs.push(at * 4, 4);
      else runs[runs.length - 1] += (at - last) * 4;
      last = at;
    }
  }
  /** @type {import("./start-image.mjs").Header} */
  const header = { key, memory: memory.length, table, trampoline, same, sum: sumOf(now, same), runs };
  let text = JSON.stringify(header);
  text += " ".repeat((4 - (text.length % 4)) % 4);
  const head = new TextEncoder().encode(text);
  const parts = [new Uint8Array(new Uint32Array([MAGIC, head.length]).buffer), head];
  for (let index = 0; index < runs.length; index += 2) parts.push(memory.subarray(runs[index], runs[index] + runs[index + 1]));
  return { parts, memory: memory.length, prefix: snapshot.slice(0, prefix) };
}
