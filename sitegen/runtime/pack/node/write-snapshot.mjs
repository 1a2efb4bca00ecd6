// @ts-check
/** Encodes the memory snapshot, where the site is built. */

import { MAGIC, gapsBetween, sumOf } from "../../loader/snapshot.mjs";
import { findHashed, leaveOutHashes } from "./shorten-strings.mjs";

const GAP = 16; // words; a gap with fewer zeros between two runs is not worth a new run
const BLOCK = 1024; // words

/**
 * Encode a snapshot, without compression. Blocks of memory that a new instance has, too, are left out.
 * @param {Uint8Array} pyodideSnapshot the result of Pyodide's makeMemorySnapshot
 * @param {Uint8Array} fresh the memory of a started module without Python, libraries linked. What depends on
 *   the machine (the name of the program, random numbers, the time) must differ between the two
 * @param {import("../../loader/snapshot.mjs").Started} program that the snapshot was made of
 * @param {{ key: string, frozen: [number, number, number][] }} job key: a hash of the files that the snapshot is
 *   made from; frozen: the frozen modules that the reader's program does not have
 * @returns {{ parts: Uint8Array[], memory: number, prefix: Uint8Array }} parts: of the file; memory: its size
 *   in bytes; prefix: what Pyodide expects of a snapshot
 */
export function encodeSnapshot(pyodideSnapshot, fresh, { module, table, trampoline, strings }, { key, frozen }) {
  const prefix = new Uint32Array(pyodideSnapshot.buffer, pyodideSnapshot.byteOffset, 2)[1];
  const memory = pyodideSnapshot.slice(prefix); // aligned
  const now = new Uint32Array(memory.buffer);
  const before = new Uint32Array(fresh.buffer);
  for (const words of [now, before]) removeFrozen(words, frozen);
  leaveOutHashes(now, strings.type, findHashed(now, module.HEAPU32, strings));
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

/**
 * Change a memory as `without_frozen` of `frozen.py` changes the program.
 * @param {Uint32Array} words
 * @param {[number, number, number][]} frozen
 */
function removeFrozen(words, frozen) {
  const bytes = new Uint8Array(words.buffer);
  for (const [row, code, size] of frozen) {
    bytes.fill(0, code, code + size);
    words[row >> 2] = code;
  }
}
