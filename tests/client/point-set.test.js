import assert from "node:assert/strict";
import test from "node:test";
import { Plane } from "../../static/client/controls/plane.js";
import { PointSet, readPoints, writePoints } from "../../static/client/controls/points.js";

/** @type {import("../../static/client/controls/points.js").Plane} */
const PLANE = { x_range: [-2, 2], y_range: [0, 1], classes: ["cats", "dogs"], most: 3 };

test("points read as they are written", () => {
  const text = "-1,0.5,0;1.25,0,1";
  assert.deepEqual(readPoints(text, PLANE), [{ x: -1, y: 0.5, kind: 0 }, { x: 1.25, y: 0, kind: 1 }]);
  assert.equal(writePoints(readPoints(text, PLANE) ?? []), text);
  assert.deepEqual(readPoints("", PLANE), []);
});

test("what is no set of this plane is refused", () => {
  for (const text of ["x", "1,0.5", "1,0.5,2", "1,0.5,-1", "1,0.5,0.5", "3,0.5,0", "1,-1,0", "1,,0", "1,1,1,1", "0,0,0;".repeat(4)]) {
    assert.equal(readPoints(text, PLANE), null, text);
  }
});

test("places are brought into the plane, with five digits", () => {
  const points = new PointSet(PLANE);
  points.add(9, 1 / 3, 1);
  points.add(-0, 0, 0);
  assert.equal(points.text, "2,0.33333,1;0,0,0");
});

test("no more points than fit", () => {
  const points = new PointSet(PLANE);
  points.load("0,0,0;1,1,0");
  assert.equal(points.add(0, 1, 1), 2);
  assert.equal(points.add(0, 1, 1), -1);
  assert.equal(points.places.length, 3);
});

test("undo takes adding, moving, removing and clearing back", () => {
  const points = new PointSet(PLANE);
  points.load("0,0,0");
  const seen = [points.text];
  const note = () => seen.push(points.text);
  points.add(1, 1, 1);
  note();
  points.keep();
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

test("a picture's places and the data's are one", () => {
  const plane = new Plane(PLANE, { width: 320, height: 200 });
  assert.deepEqual(plane.data({ x: 0, y: 0 }), [-2, 1]);
  assert.deepEqual(plane.data({ x: 320, y: 200 }), [2, 0]);
  assert.deepEqual(plane.seen({ x: 0, y: 0.25 }), { x: 160, y: 150 });
  const places = [{ x: 0, y: 0.5 }, { x: 0.1, y: 0.5 }];
  assert.equal(plane.at(places, { x: 165, y: 100 }), 1);
  assert.equal(plane.at(places, { x: 160, y: 120 }), -1);
  assert.equal(plane.at([], { x: 0, y: 0 }), -1);
  assert.deepEqual(plane.within({ x: -5, y: 999 }), { x: 0, y: 200 });
});
