import assert from "node:assert/strict";
import test from "node:test";
import { Plane, PointSet, readPoints, writePoints } from "../../static/client/controls/points.js";

/** @type {import("../../static/client/controls/points.js").PointsControl} */
const CONTROL = { x_range: [-2, 2], y_range: [0, 1], classes: ["cats", "dogs"], most: 3 };

test("points are read as they are written", () => {
  const text = "-1,0.5,0;1.25,0,1";
  assert.deepEqual(readPoints(text, CONTROL), [
    { x: -1, y: 0.5, kind: 0 },
    { x: 1.25, y: 0, kind: 1 },
  ]);
  assert.equal(writePoints(readPoints(text, CONTROL) ?? []), text);
  assert.deepEqual(readPoints("", CONTROL), []);
});

test("texts that are not valid for this control are refused", () => {
  for (const text of [
    "x",
    "1,0.5",
    "1,0.5,2",
    "1,0.5,-1",
    "1,0.5,0.5",
    "3,0.5,0",
    "1,-1,0",
    "1,,0",
    "1,1,1,1",
    "0,0,0;".repeat(4),
  ]) {
    assert.equal(readPoints(text, CONTROL), null, text);
  }
});

test("coordinates are limited to the plane, with five digits", () => {
  const points = new PointSet(CONTROL);
  points.add(9, 1 / 3, 1);
  points.add(-0, 0, 0);
  assert.equal(points.text, "2,0.33333,1;0,0,0");
});

test("a full set takes no more points", () => {
  const points = new PointSet(CONTROL);
  points.load("0,0,0;1,1,0");
  assert.equal(points.add(0, 1, 1), 2);
  assert.equal(points.add(0, 1, 1), -1);
  assert.equal(points.points.length, 3);
});

test("undo reverts adding, moving, removing and clearing", () => {
  const points = new PointSet(CONTROL);
  points.load("0,0,0");
  const seen = [points.text];
  const note = () => seen.push(points.text);
  points.add(1, 1, 1);
  note();
  points.save();
  points.move(0, -1, 0.5);
  points.move(0, -2, 0.5);
  note();
  points.remove(1);
  note();
  points.clear();
  for (const expected of seen.reverse()) {
    points.undo();
    assert.equal(points.text, expected);
  }
  points.undo();
  assert.equal(points.text, "");
});

test("positions convert between picture and data", () => {
  const plane = new Plane(CONTROL, { width: 320, height: 200 });
  assert.deepEqual(plane.toData({ x: 0, y: 0 }), [-2, 1]);
  assert.deepEqual(plane.toData({ x: 320, y: 200 }), [2, 0]);
  assert.deepEqual(plane.toPicture({ x: 0, y: 0.25 }), { x: 160, y: 150 });
  const places = [
    { x: 0, y: 0.5 },
    { x: 0.1, y: 0.5 },
  ];
  assert.equal(plane.nearest(places, { x: 165, y: 100 }), 1);
  assert.equal(plane.nearest(places, { x: 160, y: 120 }), -1);
  assert.equal(plane.nearest([], { x: 0, y: 0 }), -1);
  assert.deepEqual(plane.limited({ x: -5, y: 999 }), { x: 0, y: 200 });
});
