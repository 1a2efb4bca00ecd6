import assert from "node:assert/strict";
import test from "node:test";
import { Announcer } from "../../static/client/core/announcer.js";
import { FakeClock } from "./fakes.js";

test("the first message is said at once, the next after two seconds, and only the newest", () => {
  const clock = new FakeClock();
  /** @type {string[]} */
  const said = [];
  const voice = new Announcer((text) => said.push(text), clock);
  voice.announce("one");
  clock.pass(0);
  assert.deepEqual(said, ["one"]);
  clock.pass(300);
  voice.announce("two");
  voice.announce("three");
  clock.pass(1600);
  assert.deepEqual(said, ["one"]);
  clock.pass(100);
  assert.deepEqual(said, ["one", "three"]);
});

test("after a quiet time there is no wait", () => {
  const clock = new FakeClock();
  /** @type {string[]} */
  const said = [];
  const voice = new Announcer((text) => said.push(text), clock);
  voice.announce("one");
  clock.pass(5000);
  voice.announce("two");
  clock.pass(0);
  assert.deepEqual(said, ["one", "two"]);
});
