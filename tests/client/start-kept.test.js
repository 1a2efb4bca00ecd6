import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { decodeKept, encodeKept, forgetKept, isKept, readKept, writeKept } from "../../sitegen/runtime/start-kept.mjs";

const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0); // a WebAssembly module
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
  close = () => { this.open = 0; };
  createSyncAccessHandle = async () => {
    if (this.open) throw new Error("NoModificationAllowedError");
    this.open = 1;
    return this;
  };
}

/** The private file system, with one folder. @param {Record<string, FakeFile>} [files] @param {number} [room] */
function lend(files = {}, room = Infinity) {
  const names = new Map(Object.entries(files));
  const folder = {
    keys: async function* () { yield* [...names.keys()]; },
    removeEntry: async (/** @type {string} */ name) => { if (!names.delete(name)) throw new Error("NotFoundError"); },
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

const OTHERS = [{ name: "start.image", data: some(3_000_001) }, { name: "empty", data: some(0) }, { name: "site/a/b.py", data: some(130) }];
const CONTENTS = { code: [{ name: "pyodide.asm.wasm", data: EMPTY }, { name: "a.so", data: EMPTY }], others: OTHERS };

/** @param {typeof CONTENTS} contents */
function fileOf(contents) {
  const file = new FakeFile();
  for (const { at, bytes } of encodeKept(contents)) file.write(bytes, { at });
  return file;
}

test("what was kept comes back, its code compiled", async () => {
  const { compiled, others } = decodeKept(fileOf(CONTENTS));
  assert.deepEqual([...compiled.keys()], ["pyodide.asm.wasm", "a.so"]);
  for (const module of compiled.values()) assert.ok((await module) instanceof WebAssembly.Module);
  assert.deepEqual([...others], OTHERS.map(({ name, data }) => [name, data]));
});

test("code that does not compile is told where it is awaited", async () => {
  const { compiled } = decodeKept(fileOf({ ...CONTENTS, code: [{ name: "a.so", data: some(10) }] }));
  await assert.rejects(/** @type {Promise<WebAssembly.Module>} */ (compiled.get("a.so")), WebAssembly.CompileError);
});

test("the beginning is written last: a file that was left half written is none", () => {
  const pieces = [...encodeKept(CONTENTS)];
  const file = new FakeFile();
  for (const { at, bytes } of pieces.slice(0, -1)) file.write(bytes, { at });
  assert.throws(() => decodeKept(file), /is no start/);
});

test("a file that lost its end, or a block, is refused", () => {
  const file = fileOf(CONTENTS);
  const whole = file.bytes;
  file.bytes = whole.slice(0, -1);
  assert.throws(() => decodeKept(file), /incomplete/);
  for (const at of [whole.length >> 1, whole.length - 600]) {
    file.bytes = whole.slice();
    file.bytes.fill(0, at, at + 512);
    assert.throws(() => decodeKept(file), /damaged/);
  }
});

test("it is written, found, read and forgotten, and this site's earlier runtimes go", async () => {
  const other = new FakeFile();
  const files = lend({ [encodeURIComponent("/blog/runtime/old/")]: new FakeFile(), [encodeURIComponent("/other/runtime/old/")]: other });
  assert.equal(await isKept(FOLDER), false);
  assert.equal(await readKept(FOLDER), null);
  await writeKept(FOLDER, CONTENTS);
  assert.deepEqual([...files.keys()], [encodeURIComponent("/other/runtime/old/"), FILE]);
  assert.equal(await isKept(FOLDER), true);
  assert.equal((await readKept(FOLDER))?.others.size, 3);
  assert.equal(files.get(FILE)?.open, 0);
  await forgetKept(FOLDER);
  assert.deepEqual([...files.values()], [other]);
});

test("a damaged file is removed, and one that another page has open is left alone", async (context) => {
  context.mock.method(console, "info", () => {});
  const file = fileOf(CONTENTS);
  const files = lend({ [FILE]: file });
  file.open = 1;
  assert.equal(await readKept(FOLDER), null);
  assert.deepEqual([...files.keys()], [FILE]);
  file.open = 0;
  file.bytes = file.bytes.slice(0, 100);
  assert.equal(await readKept(FOLDER), null);
  assert.deepEqual([...files.keys()], []);
});

test("where there is no room nothing is left behind", async () => {
  const files = lend({}, 1_000_000);
  await assert.rejects(writeKept(FOLDER, CONTENTS), /no room/);
  assert.deepEqual([...files.keys()], []);
});

test("where there is no private file system nothing is found", async () => {
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: {} });
  assert.equal(await readKept(FOLDER), null);
  assert.equal(await isKept(FOLDER), false);
  await forgetKept(FOLDER);
});
