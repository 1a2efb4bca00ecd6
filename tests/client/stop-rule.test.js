import assert from "node:assert/strict";
import test from "node:test";
import { StopRule } from "../../static/client/core/stop-rule.js";
import { FakeClock } from "./fakes.js";

test("many steps and a while with nobody at it are enough, one of both is not", () => {
  const clock = new FakeClock();
  const rule = new StopRule(12, clock);
  assert.equal(rule.reached(0), false);
  assert.equal(rule.reached(100_000), false, "quick, but begun just now");
  clock.pass(60_000);
  assert.equal(rule.reached(4_999), false, "long, but few steps");
  assert.equal(rule.reached(5_000), true);
});

test("ten times the poster's steps are asked for where that is more", () => {
  const clock = new FakeClock();
  const rule = new StopRule(1_000, clock);
  rule.reached(0);
  clock.pass(600_000);
  assert.equal(rule.reached(9_999), false);
  assert.equal(rule.reached(10_000), true);
});

test("who continues, or starts again, gets as much once more", () => {
  const clock = new FakeClock();
  const rule = new StopRule(0, clock);
  rule.reached(0);
  clock.pass(60_000);
  assert.equal(rule.reached(6_000), true);
  rule.begin();
  assert.equal(rule.reached(6_001), false);
  clock.pass(60_000);
  assert.equal(rule.reached(11_000), false);
  assert.equal(rule.reached(11_001), true);
  assert.equal(rule.reached(3), false, "a run that began anew");
  assert.equal(rule.reached(5_003), false);
});
