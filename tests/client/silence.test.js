import assert from "node:assert/strict";
import test from "node:test";
import { SILENCE_MS, Silence } from "../../static/client/core/watchdog.js";
import { FakeClock } from "./fakes.js";

function watch() {
  const clock = new FakeClock();
  /** @type {boolean[]} */
  const told = [];
  return { clock, told, silence: new Silence((silent) => told.push(silent), clock) };
}

test("silence is told once it has lasted long enough", () => {
  const { clock, told, silence } = watch();
  silence.listen();
  clock.pass(SILENCE_MS - 1);
  assert.deepEqual(told, []);
  clock.pass(1);
  assert.deepEqual(told, [true]);
});

test("every word starts the wait anew", () => {
  const { clock, told, silence } = watch();
  for (let word = 0; word < 10; word += 1) {
    silence.listen();
    clock.pass(SILENCE_MS - 1);
  }
  assert.deepEqual(told, []);
});

test("a word after the silence takes it back", () => {
  const { clock, told, silence } = watch();
  silence.listen();
  clock.pass(SILENCE_MS);
  silence.listen();
  assert.deepEqual(told, [true, false]);
});

test("nothing is told while nothing is expected", () => {
  const { clock, told, silence } = watch();
  silence.listen();
  silence.rest();
  clock.pass(10 * SILENCE_MS);
  assert.deepEqual(told, []);
});
