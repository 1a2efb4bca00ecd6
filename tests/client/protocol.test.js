import assert from "node:assert/strict";
import test from "node:test";
import { toPage, toWorker } from "../../static/client/core/protocol.js";

test("a complete message passes unchanged", () => {
  const message = { kind: "step", session: "a" };
  assert.equal(toWorker(message), message);
});

test("an unknown kind is refused with the known ones", () => {
  assert.throws(
    () => toWorker({ kind: "jump", session: "a" }),
    /unknown message "jump", expected start, cell, preload, step, set, stop, dispose/,
  );
  assert.throws(
    () => toPage({ kind: "start" }),
    /unknown message "start", expected progress, ready, stopped, frame, output, error/,
  );
  assert.throws(() => toPage({ kind: "toString" }), /unknown message/);
  assert.throws(() => toPage(null), /unknown message undefined/);
});

test("a missing field is named", () => {
  assert.throws(
    () => toWorker({ kind: "start", session: "a", demo: "b" }),
    /lacks controls, generation, playing, speed, until, runtime/,
  );
  assert.throws(() => toPage({ kind: "frame", session: "a", frame: {} }), /lacks generation/);
});
