import assert from "node:assert/strict";
import test from "node:test";
import { KINDS } from "../../static/client/controls/fields.js";

/** @param {string} kind @param {string} text @param {object} [facts] */
const parse = (kind, text, facts = {}) => /** @type {any} */ (KINDS)[kind].parse(facts, text);

test("the text of a link becomes a value of the control", () => {
  assert.equal(parse("slider", "0.1", { min: 0, max: 1 }), 0.1);
  assert.equal(parse("slider", "-1e-3", { min: -1, max: 1 }), -0.001);
  assert.equal(parse("choice", "tanh", { choices: ["relu", "tanh"] }), "tanh");
  assert.equal(parse("choice", "0.5", { choices: [0.25, 0.5] }), 0.5);
  assert.equal(parse("toggle", "false"), false);
  assert.equal(parse("seed", "4294967295"), 4294967295);
  assert.equal(parse("button", "3"), 3);
  assert.equal(parse("text", "a\nb", { most: 3, lines: 2 }), "a\nb");
  assert.equal(parse("ink", "0,0 1,1"), "0,0 1,1");
  assert.equal(
    parse("points", "0,0,0", { x_range: [0, 1], y_range: [0, 1], classes: ["a"], most: 1 }),
    "0,0,0",
  );
  const clip = { clips: [["low", "Low"]], rate: 8000, most_seconds: 1 };
  assert.equal(parse("clip", "low", clip), "low");
  assert.equal(parse("clip", "rec:AAAA", clip), "rec:AAAA");
});

test("a text that the control does not accept is no value", () => {
  for (const text of ["", " ", "x", "2", "-1", "NaN", "Infinity"])
    assert.equal(parse("slider", text, { min: 0, max: 1 }), undefined, text);
  assert.equal(parse("choice", "Tanh", { choices: ["relu", "tanh"] }), undefined);
  assert.equal(parse("toggle", "1"), undefined);
  for (const text of ["-1", "1.5", "4294967296", "", "1e3"])
    assert.equal(parse("seed", text), undefined, text);
  assert.equal(parse("button", "99999999999"), undefined);
  assert.equal(parse("text", "abcd", { most: 3, lines: 2 }), undefined);
  assert.equal(parse("text", "a\nb", { most: 3, lines: 1 }), undefined);
  assert.equal(parse("ink", "2,2"), undefined);
  const clip = { clips: [["low", "Low"]], rate: 8000, most_seconds: 1 };
  for (const text of ["high", "", "rec:", "rec:A", "rec:<b>", `rec:${"AAAA".repeat(6000)}`]) {
    assert.equal(parse("clip", text, clip), undefined, text.slice(0, 10));
  }
});

test("a value on a logarithmic track is written where it is read", () => {
  const control = /** @type {any} */ ({ log: true, min: 0.001, max: 1, step: 0.01 });
  const field = { value: "" };
  for (const value of [0.001, 0.0123, 0.5, 1]) {
    KINDS.slider.write(control, field, value);
    assert.equal(KINDS.slider.read(control, field), value);
  }
});
