import assert from "node:assert/strict";
import test from "node:test";
import { Announcer, bytesText, progressText } from "../../static/client/core/status.js";
import { FakeClock } from "./fakes.js";

test("bytes are shown in megabytes with one decimal", () => {
  assert.equal(bytesText(3_200_000, 9_345_000), "3.2 of 9.3 MB");
});

test("a stage is shown with its bytes, and with what follows after the last one", () => {
  assert.equal(
    progressText({ stage: "runtime", loaded: 3_200_000, total: 9_300_000 }),
    "Python runtime 3.2 of 9.3 MB",
  );
  assert.equal(progressText({ stage: "numpy", loaded: 5, total: 5 }), "Starting NumPy …");
});

test("the first announcement is made at once, the newest later one after two seconds", () => {
  const clock = new FakeClock();
  /** @type {string[]} */
  const announced = [];
  const announcer = new Announcer((text) => announced.push(text), clock);
  announcer.announce("one");
  clock.pass(0);
  assert.deepEqual(announced, ["one"]);
  clock.pass(300);
  announcer.announce("two");
  announcer.announce("three");
  clock.pass(1600);
  assert.deepEqual(announced, ["one"]);
  clock.pass(100);
  assert.deepEqual(announced, ["one", "three"]);
});

test("after a pause there is no wait", () => {
  const clock = new FakeClock();
  /** @type {string[]} */
  const announced = [];
  const announcer = new Announcer((text) => announced.push(text), clock);
  announcer.announce("one");
  clock.pass(5000);
  announcer.announce("two");
  clock.pass(0);
  assert.deepEqual(announced, ["one", "two"]);
});
