import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import {
  decodeCached,
  encodeCached,
  isCached,
  readCached,
  removeCached,
  writeCached,
} from "../../sitegen/runtime/loader/opfs-cache.mjs";

const FOLDER = "http://x/blog/runtime/aa/";
const FILE = encodeURIComponent("/blog/runtime/aa/");

/** A file of the private file system, and a way to it. */
class FakeFile {
  bytes = new Uint8Array(0);
  open = 0;

  getSize = () => this.bytes.length;

  /** @param {Uint8Array} into @param {{ at: number }} options */
  read(into, { at }) {
    const part = this.bytes.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  }

  /** @param {Uint8Array} bytes @param {{ at: number }} options */
  write(bytes, { at }) {
    if (this.room < at + bytes.length) return 0;
    const whole = new Uint8Array(Math.max(this.bytes.length, at + bytes.length));
    whole.set(this.bytes);
    whole.set(bytes, at);
    this.bytes = whole;
    return bytes.length;
  }

  room = Infinity;
  flush = () => {};
  close = () => {
    this.open = 0;
  };
  createSyncAccessHandle = async () => {
    if (this.open) throw new Error("NoModificationAllowedError");
    this.open = 1;
    return this;
  };
}

/** The private file system, with one folder. @param {Record<string, FakeFile>} [files] @param {number} [room] */
function provide(files = {}, room = Infinity) {
  const names = new Map(Object.entries(files));
  const folder = {
    keys: async function* () {
      yield* [...names.keys()];
    },
    removeEntry: async (/** @type {string} */ name) => {
      if (names.get(name)?.open) throw new Error("NoModificationAllowedError");
      if (!names.delete(name)) throw new Error("NotFoundError");
    },
    getFileHandle: async (/** @type {string} */ name, { create = false } = {}) => {
      if (create && !names.has(name)) names.set(name, Object.assign(new FakeFile(), { room }));
      const file = names.get(name);
      if (!file) throw new Error("NotFoundError");
      return file;
    },
  };
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: { storage: { getDirectory: async () => ({ getDirectoryHandle: async () => folder }) } },
  });
  return names;
}

/** @param {number} length */
const some = (length) => new Uint8Array(randomBytes(length));

/** @typedef {import("../../sitegen/runtime/loader/opfs-cache.mjs").Member} Member */
/** @type {[Member[], Member[]]} */
const PARTS = [
  [
    { name: "pyodide.asm.wasm", data: some(1003) },
    { name: "a.so", data: some(64) },
  ],
  [
    { name: "start.snapshot", data: some(5_000_001) },
    { name: "empty", data: some(0) },
    { name: "site/a/b.py", data: some(130) },
  ],
];

/** @param {Member[]} members */
const entriesOf = (members) => members.map(({ name, data }) => [name, data]);

function fileOf() {
  const file = new FakeFile();
  for (const { at, bytes } of encodeCached(PARTS)) file.write(bytes, { at });
  file.open = 1;
  return file;
}

test("a cached file is read in two parts and then closed", async () => {
  const file = fileOf();
  const { first, second } = decodeCached(file);
  assert.deepEqual([...first], entriesOf(PARTS[0]));
  assert.equal(file.open, 1);
  assert.deepEqual([...(await second)], entriesOf(PARTS[1]));
  assert.equal(file.open, 0);
});

test("the beginning is written last, so that half a file is not a cached runtime", () => {
  const pieces = [...encodeCached(PARTS)];
  const file = new FakeFile();
  for (const { at, bytes } of pieces.slice(0, -1)) file.write(bytes, { at });
  assert.throws(() => decodeCached(file), /not a cached runtime/);
});

test("a file without its end, or with a damaged block, is refused", async () => {
  const file = fileOf();
  const whole = file.bytes;
  file.bytes = whole.slice(0, -1);
  await assert.rejects(decodeCached(file).second, /incomplete/);
  file.bytes = whole.slice(0, 700);
  assert.throws(() => decodeCached(file), /incomplete/);
  file.bytes = whole.slice();
  file.bytes.fill(0, 900, 900 + 512);
  assert.throws(() => decodeCached(file), /damaged/);
  file.bytes = whole.slice();
  file.bytes.fill(0, whole.length >> 1, (whole.length >> 1) + 512);
  await assert.rejects(decodeCached(file).second, /damaged/);
  assert.equal(file.open, 0);
});

test("the file is written, found, read and removed, and so are this site's earlier runtimes", async () => {
  const other = new FakeFile();
  const files = provide({
    [encodeURIComponent("/blog/runtime/old/")]: new FakeFile(),
    [encodeURIComponent("/other/runtime/old/")]: other,
  });
  assert.equal(await isCached(FOLDER), false);
  assert.equal(await readCached(FOLDER), null);
  await writeCached(FOLDER, PARTS);
  assert.deepEqual([...files.keys()], [encodeURIComponent("/other/runtime/old/"), FILE]);
  assert.equal(await isCached(FOLDER), true);
  assert.equal((await (await readCached(FOLDER))?.second)?.size, 3);
  assert.equal(files.get(FILE)?.open, 0);
  await removeCached(FOLDER);
  assert.deepEqual([...files.values()], [other]);
});

test("a damaged file is removed, and one that another page has open is not", async (context) => {
  context.mock.method(console, "info", () => {});
  const file = fileOf();
  const files = provide({ [FILE]: file });
  file.open = 1;
  assert.equal(await readCached(FOLDER), null);
  assert.deepEqual([...files.keys()], [FILE]);
  file.open = 0;
  file.bytes = file.bytes.slice(0, 100);
  assert.equal(await readCached(FOLDER), null);
  assert.deepEqual([...files.keys()], []);
});

test("a file that is being read is removed after that", async () => {
  const file = fileOf();
  const files = provide({ [FILE]: file });
  const cached = decodeCached(file);
  const removed = removeCached(FOLDER, cached);
  assert.equal(file.open, 1);
  await removed;
  assert.equal(file.open, 0);
  assert.equal(files.size, 0);
});

test("a full storage leaves no file", async () => {
  const files = provide({}, 1_000_000);
  await assert.rejects(writeCached(FOLDER, PARTS), /storage is full/);
  assert.deepEqual([...files.keys()], []);
});

test("without a private file system nothing is found", async () => {
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: {} });
  assert.equal(await readCached(FOLDER), null);
  assert.equal(await isCached(FOLDER), false);
  await removeCached(FOLDER);
});
