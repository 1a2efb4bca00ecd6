// @ts-check
/**
 * What a start from the image needs, kept for the next visit as one file in the reader's private file system.
 *
 * Cache Storage hands 40 MB to a worker in small pieces, between whatever else the worker does, and the wheels would be
 * unpacked once more: together that took half of a start. A file of the private file system is read at once. What is
 * to be compiled comes first: it compiles while the rest is read.
 *
 * The file: "SGST", length of the header, the header as JSON, then the contents, each from a multiple of `STRIDE` on. The
 * beginning of the file is written last, so that half a file is none.
 */

import { ImageError } from "./start-image.mjs";

/** @typedef {import("./start-parts.mjs").Member} Member */
/** @typedef {{ code: Member[], others: Member[] }} Contents code: WebAssembly */
/** @typedef {{ code: [string, number][], others: [string, number][], sums: [number, number] }} Header
 *   names and sizes of the contents; sums: over words of code, and of the others */
/** @typedef {{ compiled: Map<string, Promise<WebAssembly.Module>>, others: Map<string, Uint8Array<ArrayBuffer>> }} Kept */

const SIGN = 0x54534753;
const HEAD = 8;
const FOLDER = "sitegen-runtime";
/**
 * One word in so many bytes goes into a sum. It is to find what a disk or a crash does, which spoils blocks, and
 * not what somebody meant to do, who could change the sum too. Each further word would cost the reader time.
 */
const STRIDE = 64;
/** So many bytes are written between two turns of the worker. */
const STEP = 1 << 21;

/** @param {number} size */
const padded = (size) => Math.ceil(size / STRIDE) * STRIDE;

/** @param {Uint8Array<ArrayBuffer>} bytes padded, in a buffer of their own @param {number} [sum] of what came before */
function sumOfSome(bytes, sum = 1) {
  const words = new Int32Array(bytes.buffer);
  for (let at = 0; at < words.length; at += STRIDE / 4) sum = (Math.imul(sum, 31) + words[at]) | 0;
  return sum;
}

/** The name of the runtime's file: its address is a hash of its contents. @param {string} folder */
const nameOf = (folder) => encodeURIComponent(new URL(folder).pathname);

/** @param {boolean} create @returns {Promise<any>} a FileSystemDirectoryHandle */
const openFolder = async (create) => (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create });

/**
 * What an earlier visit kept.
 * @param {string} folder the runtime's, absolute
 * @returns {Promise<Kept | null>} null where there is nothing, or another page has it open; what is damaged is removed
 */
export async function readKept(folder) {
  let access;
  try {
    const file = await (await openFolder(false)).getFileHandle(nameOf(folder));
    access = await file.createSyncAccessHandle({ mode: "read-only" }); // where that is not known, one page has it alone
  } catch {
    return null;
  }
  try {
    return decodeKept(access);
  } catch (error) {
    console.info("What was kept is not used:", error); // a page that was left before all was written, at most
    access.close();
    await forgetKept(folder);
    return null;
  } finally {
    access.close();
  }
}

/** Whether there is something, right or wrong. @param {string} folder */
export async function isKept(folder) {
  return openFolder(false).then((directory) => directory.getFileHandle(nameOf(folder))).then(() => true, () => false);
}

/**
 * @param {{ getSize: () => number, read: (into: Uint8Array, options: { at: number }) => number }} access
 * @returns {Kept}
 */
export function decodeKept(access) {
  const size = access.getSize();
  let at = 0;
  /** @param {number} length */
  const read = (length) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - at)));
    if (access.read(bytes, { at }) !== length) throw new ImageError("what was kept is incomplete");
    at += length;
    return bytes;
  };
  const [sign, length] = new Uint32Array(read(HEAD).buffer);
  if (sign !== SIGN) throw new ImageError("what was kept is no start");
  /** @type {Header} */
  const { code, others, sums } = JSON.parse(new TextDecoder().decode(read(length)));
  /** @param {[string, number][]} entries @param {number} sum @returns {[string, Uint8Array<ArrayBuffer>][]} */
  const take = (entries, sum) => {
    const bytes = read(entries.reduce((total, [, one]) => total + padded(one), 0));
    if (sumOfSome(bytes) !== sum) throw new ImageError("what was kept is damaged");
    let from = 0;
    return entries.map(([name, one]) => {
      const data = bytes.subarray(from, from + one);
      from += padded(one);
      return [name, data];
    });
  };
  /** @type {Kept["compiled"]} */
  const compiled = new Map();
  /** @type {Promise<unknown>} */
  let first = Promise.resolve();
  for (const [name, data] of take(code, sums[0])) {
    const module = first.then(() => WebAssembly.compile(data));
    if (!compiled.size) first = module; // it is needed first
    module.catch(() => {}); // told where it is awaited
    compiled.set(name, module);
  }
  return { compiled, others: new Map(take(others, sums[1])) };
}

/**
 * The pieces of such a file and where they go, its beginning last.
 * @param {Contents} contents @returns {Generator<{ at: number, bytes: Uint8Array }>}
 */
export function* encodeKept({ code, others }) {
  /** @param {Member[]} members @returns {[string, number][]} */
  const entries = (members) => members.map(({ name, data }) => [name, data.length]);
  /** @type {Header} */
  const header = { code: entries(code), others: entries(others), sums: [0, 0] };
  const room = padded(JSON.stringify(header).length + 3 * 20); // names are ASCII; a sum takes up to 11 letters
  let at = HEAD + room;
  for (const [part, members] of [code, others].entries()) {
    let sum = 1;
    for (const { data } of members) {
      for (let from = 0; from < data.length; from += STEP) {
        const piece = data.subarray(from, from + STEP);
        const bytes = new Uint8Array(padded(piece.length));
        bytes.set(piece);
        sum = sumOfSome(bytes, sum);
        yield { at, bytes };
        at += bytes.length;
      }
    }
    header.sums[part] = sum;
  }
  const bytes = new Uint8Array(HEAD + room).fill(0x20); // JSON may end in spaces
  bytes.set(new TextEncoder().encode(JSON.stringify(header)), HEAD);
  new Uint32Array(bytes.buffer, 0, 2).set([SIGN, room]);
  yield { at: 0, bytes };
}

/**
 * Keep this for the next visit, and remove what this site kept of earlier runtimes.
 * @param {string} folder the runtime's, absolute
 * @param {Contents} contents
 */
export async function writeKept(folder, contents) {
  const directory = await openFolder(true);
  const site = encodeURIComponent(new URL("..", folder).pathname);
  for await (const name of directory.keys()) {
    if (name.startsWith(site) && name !== nameOf(folder)) await directory.removeEntry(name).catch(() => {}); // open elsewhere
  }
  const file = await directory.getFileHandle(nameOf(folder), { create: true });
  const access = await file.createSyncAccessHandle();
  try {
    for (const { at, bytes } of encodeKept(contents)) {
      if (access.write(bytes, { at }) !== bytes.length) throw new ImageError("there is no room");
      await new Promise((done) => setTimeout(done, 0));
    }
    access.flush();
    access.close();
  } catch (error) {
    access.close();
    await forgetKept(folder);
    throw error;
  }
}

/** Forget what was kept: it did not work. @param {string} folder */
export async function forgetKept(folder) {
  await openFolder(false).then((directory) => directory.removeEntry(nameOf(folder))).catch(() => {}); // it is not there
}
