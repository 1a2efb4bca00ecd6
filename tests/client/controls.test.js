import assert from "node:assert/strict";
import test from "node:test";
import { numberText } from "../../static/client/controls/controls.js";
import { logValue } from "../../static/client/controls/fields.js";

test("equal distances on a logarithmic track are equal factors", () => {
  assert.equal(logValue(0, 0.001, 1), 0.001);
  assert.equal(logValue(1 / 3, 0.001, 1), 0.01);
  assert.equal(logValue(2 / 3, 0.001, 1), 0.1);
  assert.equal(logValue(1, 0.001, 1), 1);
});

test("rounding stays within the limits", () => {
  assert.equal(logValue(0, 0.12345, 9.8765), 0.12345);
  assert.equal(logValue(1, 0.12345, 9.8765), 9.8765);
});

test("a whole number stays whole on a logarithmic track", () => {
  assert.equal(logValue(0.5, 1, 1000, 1), 32);
});

test("numbers beside a slider have four digits at most", () => {
  assert.equal(numberText(0.1 + 0.2), "0.3");
  assert.equal(numberText(2), "2");
  assert.equal(numberText(0.123456), "0.1235");
  assert.equal(numberText(-1.5), "−1.5");
});
