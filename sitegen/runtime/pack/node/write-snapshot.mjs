// @ts-check
/** Encodes the memory snapshot, where the site is built. */

import { MAGIC, gapsBetween, sumOf } from "../../loader/snapshot.mjs";

const GAP = 16; // words; a gap with fewer zeros between two runs is not worth a new run
const BLOCK = 1024; // words

/**
 * Encode a snapshot, without compression. Blocks of memory that a new instance has, too, are left out.
 * @param {Uint8Array} pyodideSnapshot the result of Pyodide's makeMemorySnapshot
 * @param {Uint8Array} fresh the memory of a started module without Python, libraries linked. What depends on
 *   the machine (the name of the program, random numbers, the time) must differ between the two
 * @param {{ key: string, table: number, trampoline: number }} facts for the header
 * @returns {{ parts: Uint8Array[], memory: number, prefix: Uint8Array }} parts: of the file; memory: its size
 *   in bytes; prefix: what Pyodide expects of a snapshot
 */
export function encodeSnapshot(pyodideSnapshot, fresh, { key, table, trampoline }) {
  const prefix = new Uint32Array(pyodideSnapshot.buffer, pyodideSnapshot.byteOffset, 2)[1];
  const memory = pyodideSnapshot.slice(prefix); // aligned
  const now = new Uint32Array(memory.buffer);
  const before = new Uint32Array(fresh.buffer);
  now[trampoline >> 2] = 0;
  before[trampoline >> 2] = 1; // the block of the trampoline is never left out
  /** @type {number[]} */
  const same = [];
  for (let block = 0; block < now.length; block += BLOCK) {
    const part = now.subarray(block, block + BLOCK);
    const isSame = part.every((word, at) => word === before[block + at]);
    if (isSame && part.some((word) => word)) same.push(block * 4, BLOCK * 4);
  }
  /** @type {number[]} */
  const runs = [];
  const gaps = gapsBetween(same, memory.length);
  for (let index = 0; index < gaps.length; index += 2) {
    const end = (gaps[index] + gaps[index + 1]) >> 2;
    let last = -Infinity;
    for (let at = gaps[index] >> 2; at < end; at += 1) {
      if (!now[at]) continue;
      if (at - last > GAP) runs.push(at * 4, 4);
      else runs[runs.length - 1] += (at - last) * 4;
      last = at;
    }
  }
  /** @type {import("../../loader/snapshot.mjs").Header} */
  const header = { key, memory: memory.length, table, trampoline, same, sum: sumOf(now, same), runs };
  let text = JSON.stringify(header);
  text += " ".repeat((4 - (text.length % 4)) % 4);
  const head = new TextEncoder().encode(text);
  const parts = [new Uint8Array(new Uint32Array([MAGIC, head.length]).buffer), head];
  for (let index = 0; index < runs.length; index += 2) {
    parts.push(memory.subarray(runs[index], runs[index] + runs[index + 1]));
  }
  return { parts, memory: memory.length, prefix: pyodideSnapshot.slice(0, prefix) };
}
