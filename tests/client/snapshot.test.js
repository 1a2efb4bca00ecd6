import assert from "node:assert/strict";
import test from "node:test";
import { readSnapshot, restore, SnapshotError } from "../../sitegen/runtime/loader/snapshot.mjs";
import { encodeSnapshot } from "../../sitegen/runtime/pack/node/write-snapshot.mjs";

const SIZE = 65536;
const STRINGS = { type: 4, hash: () => 0 };
const FROZEN = /** @type {[number, number, number][]} */ ([[30000, 30100, 200]]);
const JOB = { key: "k1", frozen: FROZEN };

/** A snapshot as Pyodide makes it: a prefix that contains its own length, then the memory. @param {Uint8Array} memory */
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
  const [row, code, size] = FROZEN[0];
  const packing = fresh.slice();
  packing.fill(4, code, code + size); // a frozen module, which the reader's program does not have
  new Uint32Array(fresh.buffer)[row >> 2] = code;
  const change = (/** @type {Uint8Array} */ memory) => {
    memory.fill(9, 20480, 20500);
    memory.fill(0, 20500, 20580);
    memory.fill(5, 40000, 40400);
    return memory;
  };
  const used = change(packing.slice());
  const program = { module: moduleOf(used.slice()), table: 7, trampoline: 64, strings: STRINGS };
  const { parts, ...facts } = encodeSnapshot(snapshotOf(used), packing, program, JOB);
  const file = new Uint8Array(parts.flatMap((part) => [...part]));
  return { fresh, memory: change(fresh.slice()), facts, file };
}

/** @param {Uint8Array} memory */
const moduleOf = (memory) => ({
  HEAPU8: memory,
  HEAPU32: new Uint32Array(memory.buffer),
  HEAP32: new Int32Array(memory.buffer),
});

test("restoring gives the memory that the snapshot was made of, with the browser's own trampoline", () => {
  const { fresh, memory, file } = made();
  const snapshot = readSnapshot(file, "k1");
  const module = moduleOf(fresh);
  module.HEAP32[16] = 77;
  restore({ module, table: 7, trampoline: 64, strings: STRINGS }, snapshot);
  assert.equal(module.HEAP32[16], 77);
  module.HEAP32[16] = 0;
  assert.deepEqual(fresh, memory);
});

test("the facts that the client needs before the file are returned beside it", () => {
  const { facts } = made();
  assert.equal(facts.memory, SIZE);
  assert.equal(facts.prefix.length, 16);
});

test("the file does not contain what a new instance has, too", () => {
  const { file } = made();
  assert.ok(file.length < 1000, String(file.length));
});

test("a snapshot of other files, or one that is not complete, is refused", () => {
  const { file } = made();
  assert.throws(() => readSnapshot(file, "k2"), SnapshotError);
  assert.throws(() => readSnapshot(file.slice(0, -4), "k1"), SnapshotError);
  assert.throws(
    () =>
      readSnapshot(
        file.map((byte) => byte ^ 1),
        "k1",
      ),
    SnapshotError,
  );
});

test("an instance in another state is refused before its memory changes", () => {
  const { fresh, file } = made();
  const snapshot = readSnapshot(file, "k1");
  const before = fresh.slice();
  assert.throws(
    () => restore({ module: moduleOf(fresh), table: 8, trampoline: 64, strings: STRINGS }, snapshot),
    /table of functions/,
  );
  assert.throws(
    () => restore({ module: moduleOf(fresh), table: 7, trampoline: 68, strings: STRINGS }, snapshot),
    /another address/,
  );
  assert.throws(
    () =>
      restore(
        { module: moduleOf(new Uint8Array(SIZE * 2)), table: 7, trampoline: 64, strings: STRINGS },
        snapshot,
      ),
    /the memory has/,
  );
  assert.deepEqual(fresh, before);
  fresh[9000] ^= 1;
  assert.throws(
    () => restore({ module: moduleOf(fresh), table: 7, trampoline: 64, strings: STRINGS }, snapshot),
    /does not contain differs/,
  );
});

test("a snapshot may be a part of a larger buffer", () => {
  const { fresh, memory, file } = made();
  const larger = new Uint8Array(file.length + 128);
  larger.set(file, 64);
  const module = moduleOf(fresh);
  restore(
    { module, table: 7, trampoline: 64, strings: STRINGS },
    readSnapshot(larger.subarray(64, 64 + file.length), "k1"),
  );
  module.HEAP32[16] = 0;
  assert.deepEqual(fresh, memory);
});
