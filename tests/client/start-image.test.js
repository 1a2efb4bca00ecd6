import assert from "node:assert/strict";
import test from "node:test";
import { packImage } from "../../sitegen/runtime/pack-image.mjs";
import { ImageError, layOver, readImage } from "../../sitegen/runtime/start-image.mjs";

const SIZE = 65536;
const FACTS = { key: "k1", table: 7, trampoline: 64 };

/** A snapshot as Pyodide makes it: a prefix that tells its own length, then the memory. @param {Uint8Array} memory */
function snapshotOf(memory) {
  const whole = new Uint8Array(16 + memory.length);
  new Uint32Array(whole.buffer).set([0x706f7970, 16]);
  whole.set(memory, 16);
  return whole;
}

function made() {
  const fresh = new Uint8Array(SIZE);
  fresh.fill(7, 8192, 12288); // constants of the program
  fresh.fill(3, 20480, 20580); // something that Python wrote over
  const memory = fresh.slice();
  memory.fill(9, 20480, 20500);
  memory.fill(0, 20500, 20580);
  memory.fill(5, 40000, 40400);
  const { parts, ...facts } = packImage(snapshotOf(memory), fresh.slice(), FACTS);
  return { fresh, memory, facts, file: new Uint8Array(parts.flatMap((part) => [...part])) };
}

/** @param {Uint8Array} memory */
const moduleOf = (memory) => ({ HEAPU8: memory, HEAPU32: new Uint32Array(memory.buffer), HEAP32: new Int32Array(memory.buffer) });

test("an image makes the memory that it was made of, and keeps the browser's own trampoline", () => {
  const { fresh, memory, file } = made();
  const image = readImage(file, "k1");
  const module = moduleOf(fresh);
  module.HEAP32[16] = 77;
  layOver({ module, table: 7, trampoline: 64 }, image);
  assert.equal(module.HEAP32[16], 77);
  module.HEAP32[16] = 0;
  assert.deepEqual(fresh, memory);
});

test("what must be known before the file is here comes beside it", () => {
  const { facts } = made();
  assert.equal(facts.memory, SIZE);
  assert.equal(facts.prefix.length, 16);
});

test("what a fresh instance has too is not in the file", () => {
  const { file } = made();
  assert.ok(file.length < 1000, String(file.length));
});

test("an image that was made from other files, or is not whole, is refused", () => {
  const { file } = made();
  assert.throws(() => readImage(file, "k2"), ImageError);
  assert.throws(() => readImage(file.slice(0, -4), "k1"), ImageError);
  assert.throws(() => readImage(file.map((byte) => byte ^ 1), "k1"), ImageError);
});

test("an instance that is not like the one of the image is refused before its memory is touched", () => {
  const { fresh, file } = made();
  const image = readImage(file, "k1");
  const before = fresh.slice();
  assert.throws(() => layOver({ module: moduleOf(fresh), table: 8, trampoline: 64 }, image), /table of functions/);
  assert.throws(() => layOver({ module: moduleOf(fresh), table: 7, trampoline: 68 }, image), /lies elsewhere/);
  assert.throws(() => layOver({ module: moduleOf(new Uint8Array(SIZE * 2)), table: 7, trampoline: 64 }, image), /memory of/);
  assert.deepEqual(fresh, before);
  fresh[9000] ^= 1;
  assert.throws(() => layOver({ module: moduleOf(fresh), table: 7, trampoline: 64 }, image), /below the image/);
});

test("an image may lie anywhere in a larger piece", () => {
  const { fresh, memory, file } = made();
  const larger = new Uint8Array(file.length + 128);
  larger.set(file, 64);
  const module = moduleOf(fresh);
  layOver({ module, table: 7, trampoline: 64 }, readImage(larger.subarray(64, 64 + file.length), "k1"));
  module.HEAP32[16] = 0;
  assert.deepEqual(fresh, memory);
});
