import assert from "node:assert/strict";
import test from "node:test";
import { Session } from "../../static/client/core/session.js";
import { TIMEOUT_MS } from "../../static/client/core/watchdog.js";
import { FakeClock, frame } from "./fakes.js";

/** A session with a client that records its messages, and the events of the island. */
function open({ generator = true, live = ["rate"], until = 0 } = {}) {
  const clock = new FakeClock();
  /** @type {any[]} */
  const sent = [];
  /** @type {any[]} */
  const happened = [];
  const client = /** @type {any} */ ({
    connect: () => {},
    disconnect: (/** @type {string} */ id) => sent.push({ kind: "disconnect", session: id }),
    send: (/** @type {any} */ message) => sent.push(message),
  });
  const events = Object.fromEntries(
    ["onProgress", "onReady", "onFrame", "onError", "onStalled", "onPreempted", "onWorkerLost"].map(
      (name) => [name, (/** @type {any} */ value) => happened.push([name, value])],
    ),
  );
  const program = { demo: "d", runtime: "/r/", generator, until, live: new Set(live) };
  const session = new Session(program, client, /** @type {any} */ (events), clock);
  const answer = (/** @type {any} */ message) => session.onMessage({ session: session.id, ...message });
  const steps = () => happened.filter(([name]) => name === "onFrame").map(([, shown]) => shown.step);
  return { session, clock, sent, happened, answer, steps };
}

/** The same, running in its first generation. */
function running(options = {}) {
  const opened = open(options);
  opened.session.start({ rate: 1, layers: 2 }, true);
  opened.answer({ kind: "ready", generation: 1 });
  opened.answer({ kind: "frame", generation: 1, frame: frame(0) });
  opened.clock.paint();
  return opened;
}

test("a start names demo, values, generation and runtime", () => {
  const { session, sent } = open();
  session.start({ rate: 1 }, true);
  assert.deepEqual(sent, [
    {
      kind: "start",
      session: session.id,
      demo: "d",
      controls: { rate: 1 },
      generation: 1,
      playing: true,
      speed: 0,
      until: 0,
      runtime: "/r/",
    },
  ]);
});

test("of the frames between two repaints only the newest is shown", () => {
  const { answer, clock, steps } = running();
  for (const step of [1, 2, 3]) answer({ kind: "frame", generation: 1, frame: frame(step) });
  assert.deepEqual(steps(), [0]);
  clock.paint();
  assert.deepEqual(steps(), [0, 3]);
  clock.paint();
  assert.deepEqual(steps(), [0, 3]);
});

test("a live change reaches the loop, with only what changed", () => {
  const { session, sent, clock } = running();
  session.change({ rate: 5, layers: 2 });
  assert.equal(sent.length, 1, "nothing before the next animation frame");
  clock.paint();
  assert.deepEqual(sent[1], { kind: "set", session: session.id, generation: 2, controls: { rate: 5 } });
});

test("a restarting change starts again with all values", () => {
  const { session, sent, clock } = running();
  session.change({ rate: 5, layers: 3 });
  clock.paint();
  assert.equal(sent[1].kind, "start");
  assert.deepEqual(sent[1].controls, { rate: 5, layers: 3 });
  assert.equal(sent[1].generation, 2);
  assert.equal(sent[1].playing, true);
});

test("a plain demo never needs a fresh start for a change", () => {
  const { session, sent, clock } = running({ generator: false, live: [] });
  session.change({ rate: 1, layers: 3 });
  clock.paint();
  assert.deepEqual(sent[1].controls, { layers: 3 });
  assert.equal(sent[1].kind, "set");
});

test("frames of an older generation are ignored", () => {
  const { session, answer, clock, steps } = running();
  session.change({ rate: 1, layers: 3 });
  clock.paint();
  answer({ kind: "frame", generation: 1, frame: frame(99) });
  clock.paint();
  assert.deepEqual(steps(), [0]);
  answer({ kind: "frame", generation: 2, frame: frame(0) });
  clock.paint();
  assert.deepEqual(steps(), [0, 0]);
});

test("while an answer is to come changes wait, and only the last is sent", () => {
  const { session, sent, answer, clock } = running();
  for (const layers of [3, 4, 5, 6]) {
    session.change({ rate: 1, layers });
    clock.paint();
  }
  assert.equal(sent.length, 2);
  assert.equal(sent[1].controls.layers, 3);
  answer({ kind: "frame", generation: 2, frame: frame(0) });
  clock.paint();
  assert.equal(sent.length, 3);
  assert.equal(sent[2].controls.layers, 6);
});

test("values that are changed back send nothing", () => {
  const { session, sent, clock } = running();
  session.change({ rate: 5, layers: 2 });
  session.change({ rate: 1, layers: 2 });
  clock.paint();
  assert.equal(sent.length, 1);
});

test("a change after the end of a run starts it again, playing", () => {
  const { session, sent, answer, clock } = running();
  answer({ kind: "frame", generation: 1, frame: frame(7, { done: true }) });
  assert.equal(session.playing, false);
  session.change({ rate: 5, layers: 2 });
  clock.paint();
  assert.equal(sent[1].kind, "start");
  assert.equal(sent[1].playing, true);
});

test("a run that reaches the author's step has paused, and goes on without end on request", () => {
  const { session, sent, answer } = running({ until: 3 });
  answer({ kind: "frame", generation: 1, frame: frame(3) });
  assert.deepEqual([session.playing, session.reached, session.done], [false, true, false]);
  session.play();
  const { kind, playing, until } = sent.at(-1);
  assert.deepEqual([kind, playing, until], ["set", true, 0]);
  answer({ kind: "frame", generation: 1, frame: frame(4) });
  assert.deepEqual([session.playing, session.reached], [true, false]);
});

test("a change after the author's step starts the run again, up to that step", () => {
  const { session, clock, sent, answer } = running({ until: 3 });
  answer({ kind: "frame", generation: 1, frame: frame(3) });
  clock.paint();
  session.change({ rate: 2, layers: 2 });
  clock.paint();
  const { kind, playing, until } = sent.at(-1);
  assert.deepEqual([kind, playing, until], ["start", true, 3]);
});

test("no second step is requested before the first has arrived", () => {
  const { session, sent, answer } = running();
  session.pause();
  session.step();
  session.step();
  assert.deepEqual(
    sent.slice(1).map(({ kind }) => kind),
    ["stop", "step"],
  );
  answer({ kind: "frame", generation: 1, frame: frame(1) });
  session.step();
  assert.equal(sent.at(-1).kind, "step");
  assert.equal(sent.length, 4);
});

test("a run without frames is stalled, a paused one is not", () => {
  const stuck = running();
  stuck.clock.pass(TIMEOUT_MS);
  assert.deepEqual(stuck.happened.at(-1), ["onStalled", true]);
  stuck.session.pause();
  assert.deepEqual(stuck.happened.at(-1), ["onStalled", true], "a stuck worker does not confirm a pause");
  const paused = running();
  paused.session.pause();
  paused.answer({ kind: "stopped", generation: 1 });
  paused.clock.pass(10 * TIMEOUT_MS);
  assert.ok(!paused.happened.some(([name]) => name === "onStalled"));
});

test("a pause that the worker does not confirm is stalled", () => {
  const { session, clock, happened, answer } = running();
  session.pause();
  answer({ kind: "frame", generation: 1, frame: frame(1) }); // posted before the pause
  clock.pass(TIMEOUT_MS);
  assert.deepEqual(happened.at(-1), ["onStalled", true]);
  answer({ kind: "stopped", generation: 1 });
  assert.deepEqual(happened.at(-1), ["onStalled", false]);
});

test("a run that goes on after a pause is watched again", () => {
  const { session, clock, happened, answer } = running();
  session.pause();
  answer({ kind: "stopped", generation: 1 });
  session.play();
  clock.pass(TIMEOUT_MS);
  assert.deepEqual(happened.at(-1), ["onStalled", true]);
});

test("a frame that is not finite ends the playing", () => {
  const { session, answer } = running();
  answer({ kind: "frame", generation: 1, frame: frame(3, { finite: false }) });
  assert.equal(session.playing, false);
});

test("an error disposes of the session", () => {
  const { session, sent, happened, answer } = running();
  answer({
    kind: "error",
    generation: 1,
    stage: "run",
    name: "ValueError",
    message: "no",
    trace: "",
    line: 3,
  });
  assert.equal(sent.at(-1).kind, "disconnect");
  assert.equal(happened.at(-1)[0], "onError");
  assert.equal(happened.at(-1)[1].line, 3);
  assert.equal(session.playing, false);
});

test("after its end a session shows nothing", () => {
  const { session, answer, clock, steps } = running();
  answer({ kind: "frame", generation: 1, frame: frame(1) });
  session.dispose();
  answer({ kind: "frame", generation: 1, frame: frame(2) });
  clock.paint();
  clock.pass(10 * TIMEOUT_MS);
  assert.deepEqual(steps(), [0]);
});

test("a message that belongs to code cells is refused", () => {
  const { answer } = running();
  assert.throws(() => answer({ kind: "output", generation: 1, output: {} }), /does not expect output/);
});

test("a session that nobody sees yet runs to a step, then to a later one", () => {
  const { session, sent } = open({ until: 20 });
  session.start({ rate: 1 }, true, 5);
  assert.deepEqual([sent.at(-1).until, sent.at(-1).unseen], [5, true]);
  session.runTo(9);
  const { kind, playing, until } = sent.at(-1);
  assert.deepEqual([kind, playing, until], ["set", true, 9]);
});

test("a session that the reader sees from now on has the author's last step", () => {
  const { session, sent, answer } = open({ until: 20 });
  session.start({ rate: 1 }, true, 5);
  answer({ kind: "frame", generation: 1, frame: frame(5) });
  session.settle(true);
  const { playing, until, unseen } = sent.at(-1);
  assert.deepEqual([playing, until, unseen, session.reached], [true, 20, false, false]);
  session.runTo(20);
  answer({ kind: "frame", generation: 1, frame: frame(20) });
  session.settle(true);
  assert.deepEqual([session.playing, session.reached], [false, true]);
});
