import assert from "node:assert/strict";
import { test } from "node:test";
import { SavedSession } from "../../static/client/core/saved-session.js";
import { FakeClock, frame, savedFrames } from "./fakes.js";

const FRAME_MS = 160;

/** A session with saved runs of 20 and 16 steps at the rates 1 and 2, and the calls of its live session. */
function open({
  generator = true,
  live = ["view"],
  mayLoad = true,
  isDone = true,
  until = 0,
  fails = -1,
} = {}) {
  const clock = new FakeClock();
  /** @type {any[]} calls of the live session, and its state */
  const calls = [];
  const state = { playing: false, done: false, reached: false };
  /** @type {any} */
  let liveEvents;
  const record =
    (/** @type {string} */ name) =>
    (/** @type {any[]} */ ...values) =>
      void calls.push([name, ...values]);
  const session = /** @type {any} */ ({
    id: "d:1",
    get playing() {
      return state.playing;
    },
    get done() {
      return state.done;
    },
    get reached() {
      return state.reached;
    },
  });
  for (const name of ["start", "runTo", "settle", "play", "pause", "step", "change", "setSpeed", "dispose"])
    session[name] = record(name);
  /** @type {any[]} */
  const shown = [];
  /** @type {string[]} */
  const happened = [];
  const events = /** @type {any} */ ({
    onFrame: (/** @type {any} */ { step, text, rate }) => {
      shown.push(text === "saved" ? [rate, step] : step);
      if (rate === fails) bridge.dispose();
    },
    onReady: () => happened.push("ready"),
    onWaiting: () => happened.push("waiting"),
    onStalled: () => happened.push("stalled"),
  });
  const saved = savedFrames(generator ? { 1: [0, 5, 10, 20], 2: [0, 8, 16] } : { 1: [0], 2: [0] });
  if (!isDone) {
    const { find } = saved;
    saved.find = (/** @type {any} */ values) => {
      const run = find(values);
      return (
        run && { ...run, frame: (/** @type {number} */ place) => ({ ...run.frame(place), done: false }) }
      );
    };
  }
  const bridge = new SavedSession(
    saved,
    { rate: 1, view: 0 },
    /** @type {any} */ ({ generator, until, live: new Set(live) }),
    (given) => {
      liveEvents = given;
      return session;
    },
    events,
    clock,
    () => mayLoad,
  );
  const answer = (/** @type {number} */ step, more = {}) => liveEvents.onFrame(frame(step, more));
  const named = (/** @type {string} */ name) =>
    calls.filter(([call]) => call === name).map(([, ...rest]) => rest);
  return { bridge, clock, calls, named, state, shown, happened, answer, liveEvents: () => liveEvents };
}

test("a changed value is answered at once with the end of its run, while the live run starts", () => {
  const { bridge, shown, named, happened } = open();
  bridge.change({ rate: 2, view: 0 });
  assert.deepEqual(shown, [[2, 16]]);
  assert.deepEqual(named("start"), [[{ rate: 2, view: 0 }, true, 17]]);
  assert.deepEqual(happened, ["ready"]);
  assert.equal(bridge.playing, false);
  assert.equal(bridge.origin, "saved");
});

test("the live session takes over at the frame that is shown, and no other frame appears", () => {
  const { bridge, shown, named, answer } = open({ isDone: false });
  bridge.change({ rate: 2, view: 0 });
  for (const step of [0, 7, 12]) answer(step);
  assert.deepEqual(shown, [[2, 16]]);
  answer(16);
  assert.deepEqual(shown, [[2, 16], 16]);
  assert.equal(bridge.origin, "live");
  assert.deepEqual(named("settle"), [[false]]);
});

test("a run that has ended is taken over when the live run has ended too", () => {
  const { bridge, shown, state, answer } = open();
  bridge.change({ rate: 2, view: 0 });
  answer(16);
  assert.equal(bridge.origin, "saved");
  state.done = true;
  answer(16, { done: true });
  assert.deepEqual([bridge.origin, bridge.done], ["live", true]);
  assert.equal(shown.length, 2);
});

test("while saved frames play, the live run follows them step by step and takes over on the way", () => {
  const { bridge, clock, shown, named, answer } = open({ isDone: false });
  bridge.start({ rate: 1, view: 0 }, true);
  assert.deepEqual(named("start"), [[{ rate: 1, view: 0 }, false, 0]]);
  clock.pass(FRAME_MS); // at step 5, before Python has started
  assert.deepEqual(named("runTo"), [[5]]);
  answer(0);
  clock.pass(FRAME_MS);
  assert.deepEqual(named("runTo"), [[5], [10]]);
  answer(5);
  assert.deepEqual(shown, [
    [1, 0],
    [1, 5],
    [1, 10],
  ]);
  answer(10);
  assert.deepEqual(shown.at(-1), 10);
  assert.deepEqual(named("settle"), [[true]]);
  clock.pass(10_000);
  assert.equal(shown.length, 4, "the saved frames have stopped");
});

test("a run without an end goes on from the last saved frame as soon as the live run is there", () => {
  const { bridge, clock, happened, named, answer } = open({ isDone: false });
  bridge.start({ rate: 1, view: 0 }, true);
  clock.pass(10_000);
  assert.deepEqual([bridge.reached, bridge.playing, happened.at(-1)], [false, true, "waiting"]);
  answer(20);
  assert.deepEqual(named("play"), [[]]);
});

test("a live run that is slower than the saved frames takes over at their end", () => {
  const { bridge, clock, shown, answer } = open({ isDone: false, until: 20 });
  bridge.start({ rate: 1, view: 0 }, true);
  clock.pass(FRAME_MS);
  answer(0);
  clock.pass(10_000);
  assert.equal(bridge.reached, true);
  answer(5);
  answer(20);
  assert.deepEqual(shown, [[1, 0], [1, 5], [1, 10], [1, 20], 20]);
});

test("values that change while the live run starts are started once, the newest", () => {
  const { bridge, named, answer, shown } = open({ isDone: false });
  bridge.change({ rate: 2, view: 0 });
  bridge.change({ rate: 1.5, view: 0 });
  bridge.change({ rate: 1.2, view: 0 });
  assert.equal(named("start").length, 1);
  answer(0); // of the first values: not shown
  assert.deepEqual(named("start").at(-1), [{ rate: 1.2, view: 0 }, true, 20]);
  assert.deepEqual(bridge.origin, { name: "rate", value: 1 });
  answer(20);
  assert.deepEqual(shown, [[2, 16], [1, 20], [1, 20], 20]);
});

test("stepping back to the start restarts the live run, which is further on", () => {
  const { bridge, named, answer } = open({ isDone: false });
  bridge.change({ rate: 2, view: 0 });
  answer(12);
  bridge.step();
  assert.deepEqual(named("start").at(-1), [{ rate: 2, view: 0 }, false, 0]);
});

test("a value that nothing saved answers starts the live run and says that the reader waits", () => {
  const { bridge, named, happened, answer, shown } = open();
  bridge.change({ rate: 9, view: 0 });
  assert.deepEqual(named("start"), [[{ rate: 9, view: 0 }, true]]);
  assert.deepEqual(happened, ["waiting"]);
  answer(0);
  assert.deepEqual(shown, [0]);
});

test("play after an answer starts that run, and at the end of a run goes beyond it", () => {
  const { bridge, clock, shown, named, happened, answer } = open({ isDone: false, until: 16 });
  bridge.change({ rate: 2, view: 0 });
  assert.equal(bridge.reached, false);
  bridge.play();
  assert.deepEqual(shown.at(-1), [2, 0]);
  clock.pass(10_000);
  assert.equal(bridge.reached, true);
  bridge.play();
  assert.equal(happened.at(-1), "waiting");
  answer(0);
  answer(16);
  assert.deepEqual(named("play"), [[]]);
  assert.equal(happened.at(-1), "ready");
});

test("a pause while the live run is awaited ends the waiting", () => {
  const { bridge, clock, happened, named, answer } = open({ isDone: false });
  bridge.start({ rate: 1, view: 0 }, true);
  clock.pass(10_000);
  bridge.pause();
  assert.equal(happened.at(-1), "ready");
  answer(20);
  assert.deepEqual([named("settle"), named("play")], [[[false]], []]);
});

test("a live control of a live session on its way reaches its loop; at the end it is answered", () => {
  const { bridge, state, named, shown, answer } = open({ isDone: false });
  bridge.change({ rate: 2, view: 0 });
  answer(16);
  bridge.change({ rate: 2, view: 1 });
  assert.deepEqual(named("change"), [[{ rate: 2, view: 1 }]]);
  state.reached = true;
  bridge.change({ rate: 2, view: 2 });
  assert.deepEqual(shown.at(-1), [2, 16]);
  assert.equal(bridge.origin, "saved");
});

test("a live session of a plain function answers every further value itself", () => {
  const { bridge, named, answer } = open({ generator: false });
  bridge.change({ rate: 2, view: 0 });
  answer(0, { done: true });
  bridge.change({ rate: 1, view: 0 });
  assert.deepEqual(named("change"), [[{ rate: 1, view: 0 }]]);
});

test("on a metered connection nothing is loaded until the saved frames cannot answer", () => {
  const { bridge, clock, calls, named } = open({ mayLoad: false, isDone: false, until: 20 });
  bridge.change({ rate: 2, view: 0 });
  bridge.start({ rate: 1, view: 0 }, true);
  clock.pass(10_000);
  assert.deepEqual(calls, []);
  bridge.play();
  assert.equal(named("start").length, 1);
});

test("the live run catches up at full speed and then has the reader's", () => {
  const { bridge, named, answer } = open({ isDone: false });
  bridge.setSpeed(20);
  bridge.change({ rate: 2, view: 0 });
  answer(16);
  assert.deepEqual(named("setSpeed"), [[0], [20]]);
});

test("pause, step and dispose reach the session that is shown", () => {
  const { bridge, clock, shown, named, answer } = open({ isDone: false });
  bridge.start({ rate: 1, view: 0 }, true);
  bridge.pause();
  clock.pass(10_000);
  bridge.step();
  assert.deepEqual(shown, [
    [1, 0],
    [1, 5],
  ]);
  answer(5);
  bridge.pause();
  bridge.step();
  bridge.dispose();
  assert.deepEqual([named("pause").length, named("step").length, named("dispose").length], [1, 1, 1]);
});

test("an island that ends the session because of a saved frame hears nothing more of it", () => {
  const { bridge, clock, happened, named } = open({ fails: 2 });
  bridge.change({ rate: 2, view: 0 });
  clock.pass(10_000);
  assert.deepEqual([happened, named("start")], [[], []]);
});

test("a live session that stalls while saved frames are shown disturbs nobody", () => {
  const { bridge, happened, liveEvents } = open();
  bridge.change({ rate: 2, view: 0 });
  liveEvents().onStalled(true);
  assert.deepEqual(happened, ["ready"]);
  bridge.change({ rate: 9, view: 0 });
  liveEvents().onStalled(true);
  assert.equal(happened.at(-1), "stalled");
});
