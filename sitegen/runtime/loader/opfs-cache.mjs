// @ts-check
/**
 * A cache in the origin private file system (OPFS): everything that the next start needs, in one file.
 *
 * Cache Storage gives its files to a worker in small pieces, between everything else that the worker does,
 * and the wheels would have to be unpacked again: in a profile of a start of 1 s, 110 ms were waiting for
 * bytes and 150 ms unpacking. A file in the OPFS is read at once. It has two parts: Pyodide can start with
 * the first one, most of which is WebAssembly; the second one is read meanwhile.
 *
 * The file: the magic number, the length of the header, the header as JSON, then the contents, each at a
 * multiple of `STRIDE`. The beginning of the file is written last, so that a file that is not complete has no
 * magic number.
 */

import { SnapshotError } from "./snapshot.mjs";

/** @typedef {{ name: string, data: Uint8Array<ArrayBuffer> }} Member */
/** @typedef {Map<string, Uint8Array<ArrayBuffer>>} Contents by their names */
/**
 * @typedef {object} CacheHeader
 * @property {[string, number][][]} parts names and sizes of the contents of each part
 * @property {number[]} sums over words of each part
 */
/** @typedef {{ first: Contents, second: Promise<Contents> }} Cached */

const CACHE_MAGIC = 0x54534753; // "SGST"
const HEAD = 8;
const FOLDER = "sitegen-runtime";
/**
 * The sum covers one word in this many bytes. It detects what a disk or a crash does, which damages whole
 * blocks; it is no protection against intent, which could change the sum, too. More words would take more of
 * the reader's time.
 */
const STRIDE = 64;
/** This many bytes are read or written between two turns of the worker's event loop. */
const STEP = 1 << 21;

/** A size, rounded up to a multiple of `STRIDE`. @param {number} size */
const padded = (size) => Math.ceil(size / STRIDE) * STRIDE;

/**
 * A sum over one word in `STRIDE` bytes.
 * @param {Uint8Array<ArrayBuffer>} bytes padded, in a buffer of their own
 * @param {number} [sum] of the bytes before these
 */
function sumOfSample(bytes, sum = 1) {
  const words = new Int32Array(bytes.buffer);
  for (let at = 0; at < words.length; at += STRIDE / 4) sum = (Math.imul(sum, 31) + words[at]) | 0;
  return sum;
}

/** The name of a runtime's file; the address contains a hash of the contents. @param {string} folder */
const fileName = (folder) => encodeURIComponent(new URL(folder).pathname);

/** @param {boolean} create @returns {Promise<any>} a FileSystemDirectoryHandle */
const openFolder = async (create) =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create });

/**
 * Read what an earlier visit cached; a damaged file is removed.
 * @param {string} folder the runtime's address, absolute
 * @returns {Promise<Cached | null>} null when there is nothing, or another page has the file open
 */
export async function readCached(folder) {
  let access;
  try {
    const file = await (await openFolder(false)).getFileHandle(fileName(folder));
    // A browser that does not know the mode opens the file for one page at a time.
    access = await file.createSyncAccessHandle({ mode: "read-only" });
  } catch {
    return null;
  }
  try {
    return decodeCached(access);
  } catch (error) {
    console.info("The cached runtime is not used:", error); // e.g. the reader left before all was written
    access.close();
    await removeCached(folder);
    return null;
  }
}

/** Whether there is a file, complete or not. @param {string} folder */
export async function isCached(folder) {
  return openFolder(false)
    .then((directory) => directory.getFileHandle(fileName(folder)))
    .then(() => true, () => false);
}

/** One turn of the event loop, in which promises are resolved and a demo makes its frames. */
const nextTurn = () => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); done(null); };
  port2.postMessage(null);
});

/**
 * Read a file of the cache.
 * @param {{
 *   getSize: () => number, read: (into: Uint8Array, options: { at: number }) => number, close: () => void,
 * }} access is closed when everything is read
 * @returns {Cached} `second` is rejected if the second part is damaged
 * @throws {SnapshotError} the first part is damaged
 */
export function decodeCached(access) {
  const size = access.getSize();
  /** @param {Uint8Array} into @param {number} at */
  const read = (into, at) => {
    if (access.read(into, { at }) !== into.length) throw new SnapshotError("the cached file is incomplete");
  };
  const head = new Uint8Array(HEAD);
  read(head, 0);
  const [magic, length] = new Uint32Array(head.buffer);
  if (magic !== CACHE_MAGIC) throw new SnapshotError("not a cached runtime");
  const text = new Uint8Array(Math.min(length, size));
  read(text, HEAD);
  /** @type {CacheHeader} */
  const { parts: [first, second], sums } = JSON.parse(new TextDecoder().decode(text));
  /** @param {[string, number][]} entries */
  const room = (entries) => Math.min(size, entries.reduce((total, [, one]) => total + padded(one), 0));
  const [bytes, others] = [new Uint8Array(room(first)), new Uint8Array(room(second))];
  read(bytes, HEAD + length);
  const readSecond = async () => {
    try {
      for (let at = 0; at < others.length; at += STEP) {
        await nextTurn();
        read(others.subarray(at, at + STEP), HEAD + length + bytes.length + at);
      }
      return divide(second, others, sums[1]);
    } finally {
      access.close();
    }
  };
  const cached = { first: divide(first, bytes, sums[0]), second: readSecond() };
  cached.second.catch(() => {}); // the caller sees the error when it awaits the promise
  return cached;
}

/**
 * Check a part and divide it into its contents.
 * @param {[string, number][]} entries
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} sum
 * @returns {Contents}
 */
function divide(entries, bytes, sum) {
  if (sumOfSample(bytes) !== sum) throw new SnapshotError("the cached file is damaged");
  let from = 0;
  return new Map(entries.map(([name, size]) => {
    const data = bytes.subarray(from, from + size);
    from += padded(size);
    return [name, data];
  }));
}

/**
 * The pieces of a cache file and their offsets; the beginning of the file comes last.
 * @param {[Member[], Member[]]} parts
 * @returns {Generator<{ at: number, bytes: Uint8Array }>}
 */
export function* encodeCached(parts) {
  /** @type {[string, number][][]} */
  const entries = parts.map((members) => members.map(({ name, data }) => [name, data.length]));
  const header = { parts: entries, sums: [0, 0] };
  // The sums are not known yet and may need this many characters more. Names are ASCII.
  const room = padded(JSON.stringify(header).length + 2 * "-2147483648".length);
  let at = HEAD + room;
  for (const [part, members] of parts.entries()) {
    let sum = 1;
    for (const { data } of members) {
      for (let from = 0; from < data.length; from += STEP) {
        const piece = data.subarray(from, from + STEP);
        const bytes = new Uint8Array(padded(piece.length));
        bytes.set(piece);
        sum = sumOfSample(bytes, sum);
        yield { at, bytes };
        at += bytes.length;
      }
    }
    header.sums[part] = sum;
  }
  const bytes = new Uint8Array(HEAD + room).fill(0x20); // JSON may end with spaces
  bytes.set(new TextEncoder().encode(JSON.stringify(header)), HEAD);
  new Uint32Array(bytes.buffer, 0, 2).set([CACHE_MAGIC, room]);
  yield { at: 0, bytes };
}

/**
 * Write the cache file, and remove those of earlier runtimes of this site.
 * @param {string} folder the runtime's address, absolute
 * @param {[Member[], Member[]]} parts
 */
export async function writeCached(folder, parts) {
  const directory = await openFolder(true);
  const site = encodeURIComponent(new URL("..", folder).pathname);
  for await (const name of directory.keys()) {
    if (!name.startsWith(site) || name === fileName(folder)) continue;
    await directory.removeEntry(name).catch(() => {}); // another page has it open
  }
  const file = await directory.getFileHandle(fileName(folder), { create: true });
  const access = await file.createSyncAccessHandle();
  try {
    let since = 0;
    for (const { at, bytes } of encodeCached(parts)) {
      if (access.write(bytes, { at }) !== bytes.length) throw new SnapshotError("the storage is full");
      since += bytes.length;
      if (since < STEP) continue;
      await nextTurn();
      since = 0;
    }
    access.flush();
    access.close();
  } catch (error) {
    access.close();
    await removeCached(folder);
    throw error;
  }
}

/**
 * Remove the cache file.
 * @param {string} folder the runtime's address, absolute
 * @param {Cached | null} [cached] what is being read from it; the file can be removed only after that
 */
export async function removeCached(folder, cached = null) {
  await cached?.second.catch(() => {});
  await openFolder(false)
    .then((directory) => directory.removeEntry(fileName(folder)))
    .catch(() => {}); // there is no such file
}
