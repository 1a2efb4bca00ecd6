import assert from "node:assert/strict";
import test from "node:test";
import { TIMEOUT_MS, Watchdog } from "../../static/client/core/watchdog.js";
import { FakeClock } from "./fakes.js";

function watch() {
  const clock = new FakeClock();
  /** @type {boolean[]} */
  const reports = [];
  return { clock, reports, watchdog: new Watchdog((stalled) => reports.push(stalled), clock) };
}

test("a missing message is reported after the timeout", () => {
  const { clock, reports, watchdog } = watch();
  watchdog.restart();
  clock.pass(TIMEOUT_MS - 1);
  assert.deepEqual(reports, []);
  clock.pass(1);
  assert.deepEqual(reports, [true]);
});

test("every message restarts the timeout", () => {
  const { clock, reports, watchdog } = watch();
  for (let message = 0; message < 10; message += 1) {
    watchdog.restart();
    clock.pass(TIMEOUT_MS - 1);
  }
  assert.deepEqual(reports, []);
});

test("a message after the timeout ends the report", () => {
  const { clock, reports, watchdog } = watch();
  watchdog.restart();
  clock.pass(TIMEOUT_MS);
  watchdog.restart();
  assert.deepEqual(reports, [true, false]);
});

test("nothing is reported while nothing is expected", () => {
  const { clock, reports, watchdog } = watch();
  watchdog.restart();
  watchdog.stop();
  clock.pass(10 * TIMEOUT_MS);
  assert.deepEqual(reports, []);
});
