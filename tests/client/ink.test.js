import assert from "node:assert/strict";
import test from "node:test";
import { Drawing, readStrokes, writeStrokes } from "../../static/client/controls/ink.js";

test("strokes are read as they are written", () => {
  const text = "0.25,0.2 0.5,0.19 0.74,0.2;0,1;1,0.5 0.333,0";
  assert.equal(writeStrokes(readStrokes(text) ?? []), text);
  assert.deepEqual(readStrokes("0,0 1,0.5;0.25,1"), [
    [
      [0, 0],
      [1, 0.5],
    ],
    [[0.25, 1]],
  ]);
  assert.deepEqual(readStrokes(""), []);
  assert.deepEqual(readStrokes(" ; "), []);
});

test("texts that are no drawing are refused", () => {
  for (const text of [
    "x",
    "0.1",
    "0.1,",
    ",1",
    "0.1,0.2,0.3",
    "0.1,1.2",
    "-0.1,0",
    "NaN,0",
    "0,0;seven",
    "0,0 ".repeat(5001),
  ]) {
    assert.equal(readStrokes(text), null, text.slice(0, 20));
  }
});

test("coordinates have three decimals and are limited to the edges", () => {
  const drawing = new Drawing(0);
  drawing.begin(1 / 3, -5);
  drawing.extend(2, 0.00049);
  assert.equal(drawing.text, "0.333,0 1,0");
});

test("points closer than the gap are one, and the last one is at the pen", () => {
  const drawing = new Drawing(0.1);
  drawing.begin(0, 0);
  for (let x = 0.01; x <= 0.505; x += 0.01) drawing.extend(x, 0);
  const places = drawing.strokes[0].map(([x]) => x);
  assert.ok(places.length < 10, String(places));
  assert.equal(places.at(-1), 0.5);
});

test("a touch is a dot, and a pen that does not move adds no point", () => {
  const drawing = new Drawing(0.01);
  drawing.begin(0.5, 0.5);
  drawing.extend(0.5, 0.5);
  assert.equal(drawing.text, "0.5,0.5");
});

test("undo removes strokes one by one and reverts a clearing", () => {
  const drawing = new Drawing(0.01);
  drawing.load("0,0");
  drawing.begin(0.5, 0.5);
  drawing.begin(1, 1);
  drawing.clear();
  assert.equal(drawing.text, "");
  const seen = [];
  for (let turn = 0; turn < 5; turn += 1) {
    drawing.undo();
    seen.push(drawing.text);
  }
  assert.deepEqual(seen, ["0,0;0.5,0.5;1,1", "0,0;0.5,0.5", "0,0", "", ""]);
});

test("a drawing has a largest number of points", () => {
  const drawing = new Drawing(0);
  drawing.begin(0, 0);
  for (let turn = 0; turn < 6000; turn += 1) drawing.extend((turn % 1000) / 1000, turn % 2);
  assert.equal(drawing.strokes.flat().length, 5000);
  drawing.begin(0.5, 0.5);
  assert.equal(drawing.strokes.length, 1);
  assert.ok(readStrokes(drawing.text), "it can still be read");
});
