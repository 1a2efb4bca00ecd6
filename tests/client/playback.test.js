import assert from "node:assert/strict";
import { test } from "node:test";
import { Playback } from "../../static/client/core/playback.js";
import { FakeClock, savedFrames } from "./fakes.js";

/** A playback of runs with these steps by rate. */
function open() {
  const clock = new FakeClock();
  /** @type {[number, number][]} rate and step */
  const shown = [];
  const frames = savedFrames({ 1: [0, 1, 2, 10, 20], 2: [0, 8, 16] });
  const playback = new Playback(frames, { rate: 1 }, clock, (/** @type {any} */ { rate, step }) =>
    shown.push([rate, step]),
  );
  return { playback, clock, shown, steps: () => shown.map(([, step]) => step) };
}

test("nothing is shown before the reader acts: the page has the last frame", () => {
  const { playback, shown } = open();
  assert.deepEqual(shown, []);
  assert.equal(playback.step, 20);
  assert.equal(playback.atEnd, true);
});

test("play begins at the start, shows each frame and ends at the last", () => {
  const { playback, clock, steps } = open();
  playback.play();
  assert.equal(playback.playing, true);
  clock.pass(10_000);
  assert.deepEqual(steps(), [0, 1, 2, 10, 20]);
  assert.equal(playback.playing, false);
  assert.equal(playback.done, true);
});

test("a slow speed waits for every step that lies between two frames", () => {
  const { playback, clock, shown } = open();
  playback.speed = 10;
  playback.play();
  clock.pass(99);
  assert.equal(shown.length, 1);
  clock.pass(1);
  assert.equal(shown.length, 2);
  clock.pass(100 + 799);
  assert.equal(playback.step, 2);
  clock.pass(1);
  assert.equal(playback.step, 10);
});

test("pause keeps the frame, and play goes on from there", () => {
  const { playback, clock, steps } = open();
  playback.play();
  clock.pass(200);
  playback.pause();
  clock.pass(10_000);
  assert.equal(playback.step, 1);
  playback.play();
  clock.pass(200);
  assert.deepEqual(steps(), [0, 1, 2]);
});

test("a step shows the next frame; at the end it begins again", () => {
  const { playback, steps } = open();
  playback.next();
  playback.next();
  assert.deepEqual(steps(), [0, 1]);
});

test("a run can begin again with other values", () => {
  const { playback, shown } = open();
  assert.equal(playback.begin({ rate: 2 }), true);
  assert.deepEqual(shown, [[2, 0]]);
  assert.equal(playback.begin({ rate: 7 }), false);
});

test("a changed value at the end shows the end of its run", () => {
  const { playback, shown } = open();
  assert.equal(playback.change({ rate: 2 }), true);
  assert.deepEqual(shown, [[2, 16]]);
  assert.equal(playback.nearest, null);
});

test("a changed value on the way keeps the step and goes on playing", () => {
  const { playback, clock, shown } = open();
  playback.play();
  clock.pass(500); // at step 10
  playback.change({ rate: 2 });
  assert.deepEqual(shown.at(-1), [2, 8]);
  assert.equal(playback.playing, true);
});

test("a value between two saved ones names the one that is shown", () => {
  const { playback } = open();
  playback.change({ rate: 2.5 });
  assert.deepEqual(playback.nearest, { name: "rate", value: 2 });
});

test("a value without an answer stops the playback until there is one again", () => {
  const { playback, clock, shown } = open();
  playback.play();
  assert.equal(playback.change({ rate: 7 }), false);
  assert.equal(playback.playing, false);
  clock.pass(10_000);
  playback.next();
  playback.play();
  assert.equal(shown.length, 1);
  assert.equal(playback.change({ rate: 1 }), true);
});
