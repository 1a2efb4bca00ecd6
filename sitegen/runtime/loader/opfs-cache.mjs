// @ts-check
/**
 * What a start from the image needs, kept for the next visit as one file in the reader's private file system.
 *
 * Cache Storage hands its files to a worker in small pieces, between whatever else the worker does, and the wheels would be
 * unpacked once more: in a profile of a start of 1 s, 110 ms were waiting for bytes and 150 ms unpacking. A file of the
 * private file system is read at once. It has two parts: with the first, most of it WebAssembly, Pyodide begins to start; the second is read meanwhile.
 *
 * The file: "SGST", length of the header, the header as JSON, then the contents, each from a multiple of `STRIDE` on. The
 * beginning of the file is written last, so that half a file is none.
 */

import { ImageError } from "./start-image.mjs";

/** @typedef {import("./start-parts.mjs").Member} Member */
/** @typedef {Map<string, Uint8Array<ArrayBuffer>>} Contents by their names */
/** @typedef {{ parts: [string, number][][], sums: number[] }} Header names and sizes of the contents; sums: over words of each part */
/** @typedef {{ first: Contents, second: Promise<Contents> }} Kept */

const SIGN = 0x54534753;
const HEAD = 8;
const FOLDER = "sitegen-runtime";
/**
 * One word in so many bytes goes into a sum. It is to find what a disk or a crash does, which spoils blocks, and
 * not what somebody meant to do, who could change the sum too. Each further word would cost the reader time.
 */
const STRIDE = 64;
/** So many bytes are read or written between two turns of the worker. */
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
  }
}

/** Whether there is something, right or wrong. @param {string} folder */
export async function isKept(folder) {
  return openFolder(false).then((directory) => directory.getFileHandle(nameOf(folder))).then(() => true, () => false);
}

/** A turn of the event loop: what was compiled is taken up, and a demo makes its frames. */
const turn = () => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); done(null); };
  port2.postMessage(null);
});

/**
 * @param {{ getSize: () => number, read: (into: Uint8Array, options: { at: number }) => number, close: () => void }} access
 *   is closed when all is read
 * @returns {Kept}
 * @throws {ImageError} the first part is damaged; of the second, its promise tells
 */
export function decodeKept(access) {
  const size = access.getSize();
  /** @param {Uint8Array} into @param {number} at */
  const read = (into, at) => {
    if (access.read(into, { at }) !== into.length) throw new ImageError("what was kept is incomplete");
  };
  const head = new Uint8Array(HEAD);
  read(head, 0);
  const [sign, length] = new Uint32Array(head.buffer);
  if (sign !== SIGN) throw new ImageError("what was kept is no start");
  const text = new Uint8Array(Math.min(length, size));
  read(text, HEAD);
  /** @type {Header} */
  const { parts: [first, second], sums } = JSON.parse(new TextDecoder().decode(text));
  /** @param {[string, number][]} entries */
  const room = (entries) => Math.min(size, entries.reduce((total, [, one]) => total + padded(one), 0));
  const [bytes, others] = [new Uint8Array(room(first)), new Uint8Array(room(second))];
  read(bytes, HEAD + length);
  const readSecond = async () => {
    try {
      for (let at = 0; at < others.length; at += STEP) {
        await turn();
        read(others.subarray(at, at + STEP), HEAD + length + bytes.length + at);
      }
      return divide(second, others, sums[1]);
    } finally {
      access.close();
    }
  };
  const kept = { first: divide(first, bytes, sums[0]), second: readSecond() };
  kept.second.catch(() => {}); // told where it is awaited
  return kept;
}

/** @param {[string, number][]} entries @param {Uint8Array<ArrayBuffer>} bytes @param {number} sum @returns {Contents} */
function divide(entries, bytes, sum) {
  if (sumOfSome(bytes) !== sum) throw new ImageError("what was kept is damaged");
  let from = 0;
  return new Map(entries.map(([name, size]) => {
    const data = bytes.subarray(from, from + size);
    from += padded(size);
    return [name, data];
  }));
}

/**
 * The pieces of such a file and where they go, its beginning last.
 * @param {[Member[], Member[]]} parts @returns {Generator<{ at: number, bytes: Uint8Array }>}
 */
export function* encodeKept(parts) {
  /** @type {Header} */
  const header = { parts: parts.map((members) => members.map(({ name, data }) => [name, data.length])), sums: [0, 0] };
  const room = padded(JSON.stringify(header).length + 2 * "-2147483648".length); // names are ASCII
  let at = HEAD + room;
  for (const [part, members] of parts.entries()) {
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
 * @param {[Member[], Member[]]} parts
 */
export async function writeKept(folder, parts) {
  const directory = await openFolder(true);
  const site = encodeURIComponent(new URL("..", folder).pathname);
  for await (const name of directory.keys()) {
    if (name.startsWith(site) && name !== nameOf(folder)) await directory.removeEntry(name).catch(() => {}); // open elsewhere
  }
  const file = await directory.getFileHandle(nameOf(folder), { create: true });
  const access = await file.createSyncAccessHandle();
  try {
    let since = 0;
    for (const { at, bytes } of encodeKept(parts)) {
      if (access.write(bytes, { at }) !== bytes.length) throw new ImageError("there is no room");
      since += bytes.length;
      if (since < STEP) continue;
      await turn();
      since = 0;
    }
    access.flush();
    access.close();
  } catch (error) {
    access.close();
    await forgetKept(folder);
    throw error;
  }
}

/**
 * Forget what was kept: it did not work.
 * @param {string} folder @param {Kept | null} [kept] what was read of it; as long as it is being read it cannot be removed
 */
export async function forgetKept(folder, kept = null) {
  await kept?.second.catch(() => {});
  await openFolder(false).then((directory) => directory.removeEntry(nameOf(folder))).catch(() => {}); // it is not there
}
