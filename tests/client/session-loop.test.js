import assert from "node:assert/strict";
import test from "node:test";
import { toPage } from "../../static/client/core/protocol.js";
import { SessionLoop } from "../../static/client/core/session-loop.js";
import { frame } from "./fakes.js";

/** A loop over a Python that counts; `turns` holds what waits for the event loop. */
function make(overrides = {}) {
  /** @type {any[]} */
  const calls = [];
  /** @type {any[]} */
  const posted = [];
  /** @type {(() => void)[]} */
  const turns = [];
  /** @type {{ next: () => void, ms: number }[]} */
  const waits = [];
  const time = { now: 0 };
  let step = 0;
  /**
   * Record a call of Python, and answer with a frame after some more steps.
   * @param {number | null} steps
   * @param {any[]} call
   */
  const answer = (steps, ...call) => {
    calls.push(call);
    step = steps === null ? 0 : step + steps;
    return JSON.stringify({ frame: frame(step) });
  };
  const python = {
    start: (/** @type {any[]} */ ...args) => answer(null, "start", ...args),
    step: (/** @type {string} */ id) => answer(1, "step", id),
    pull: (/** @type {string} */ id, /** @type {number} */ ms, /** @type {number} */ last) =>
      answer(last ? Math.min(10, last - step) : 10, "pull", id, ms, last),
    set: (/** @type {any[]} */ ...args) => answer(0, "set", ...args),
    run_cell: (/** @type {any[]} */ ...args) => {
      calls.push(["run_cell", ...args]);
      return JSON.stringify({ output: { value: "3" } });
    },
    dispose: (/** @type {string} */ id) => answer(0, "dispose", id),
    ...overrides,
  };
  const host = {
    post: (/** @type {any} */ message) => posted.push(toPage(message)),
    turn: (/** @type {() => void} */ next) => turns.push(next),
    later: (/** @type {() => void} */ next, /** @type {number} */ ms) => waits.push({ next, ms }),
    now: () => time.now,
  };
  return {
    loop: new SessionLoop(python, host),
    calls,
    posted,
    turns,
    waits,
    time,
    run: () => turns.shift()?.(),
  };
}

const START = {
  kind: "start",
  session: "s",
  demo: "d",
  controls: { a: 1 },
  generation: 1,
  playing: true,
  speed: 0,
  until: 0,
  runtime: "/r/",
};

test("a start answers ready, then the first frame, then the loop takes its turns", () => {
  const { loop, calls, posted, turns, run } = make();
  loop.receive(START);
  assert.deepEqual(calls, [["start", "s", "d", '{"a":1}']]);
  assert.deepEqual(
    posted.map(({ kind }) => kind),
    ["ready", "frame"],
  );
  assert.equal(turns.length, 1);
  run();
  run();
  assert.deepEqual(calls.slice(1), [
    ["pull", "s", 30, 0],
    ["pull", "s", 30, 0],
  ]);
  assert.equal(posted.at(-1).frame.step, 20);
});

test("stop acts before the next slice", () => {
  const { loop, calls, turns, posted, run } = make();
  loop.receive(START);
  loop.receive({ kind: "stop", session: "s" });
  assert.deepEqual(posted.at(-1), { kind: "stopped", session: "s", generation: 1 });
  run();
  assert.equal(calls.length, 1);
  assert.equal(turns.length, 0, "an idle loop schedules nothing");
});

test("there is one loop, however often it is scheduled", () => {
  const { loop, turns } = make();
  loop.receive(START);
  loop.receive({ kind: "set", session: "s", generation: 1, playing: true });
  loop.receive({ ...START, session: "t" });
  assert.equal(turns.length, 1);
});

test("frames carry the generation of the newest change", () => {
  const { loop, posted, run } = make();
  loop.receive(START);
  loop.receive({ kind: "set", session: "s", generation: 4, controls: { a: 2 } });
  assert.equal(posted.at(-1).generation, 4);
  run();
  assert.equal(posted.at(-1).generation, 4);
});

test("a set speed takes single steps and waits between them, briefly enough to be changed", () => {
  const { loop, calls, waits, time, run } = make();
  loop.receive({ ...START, speed: 4 });
  assert.equal(calls.length, 1);
  assert.equal(waits.length, 1);
  assert.ok(waits[0].ms <= 30);
  time.now = 249;
  waits.shift()?.next();
  assert.equal(calls.length, 1);
  time.now = 250;
  waits.shift()?.next();
  assert.deepEqual(calls.slice(1), [["step", "s"]]);
  loop.receive({ kind: "set", session: "s", generation: 1, speed: 0 });
  waits.shift()?.next();
  run();
  assert.deepEqual(calls.at(-1), ["pull", "s", 30, 0]);
});

test("a fast speed takes several steps for each frame", () => {
  const { loop, calls, time, waits } = make();
  loop.receive({ ...START, speed: 90 });
  time.now = 34;
  waits.shift()?.next();
  assert.deepEqual(calls.at(-1), ["pull", "s", 30, 3]);
});

test("a run pauses at the author's step, and no step follows it", () => {
  for (const speed of [0, 300]) {
    const { loop, posted, time, turns, waits, run } = make();
    loop.receive({ ...START, until: 12, speed });
    for (let slice = 0; slice < 5; slice += 1) {
      time.now += 100;
      waits.shift()?.next();
      run();
    }
    assert.equal(posted.at(-1).frame.step, 12);
    assert.deepEqual([turns.length, waits.length], [0, 0]);
    loop.receive({ kind: "set", session: "s", generation: 1, playing: true, until: 0, speed: 0 });
    run();
    assert.ok(posted.at(-1).frame.step > 12);
  }
});

test("a frame that ends the run, or is not finite, ends the loop", () => {
  for (const end of [{ done: true }, { finite: false }]) {
    const { loop, turns, run } = make({ pull: () => JSON.stringify({ frame: frame(5, end) }) });
    loop.receive(START);
    run();
    assert.equal(turns.length, 0);
  }
});

test("a demo's exception is posted with its line and ends only its own session", () => {
  const error = { name: "ValueError", message: "no", trace: "Traceback", line: 7 };
  const { loop, posted, calls, run } = make({
    pull: (/** @type {string} */ id) => JSON.stringify(id === "s" ? { error } : { frame: frame(9) }),
  });
  loop.receive(START);
  loop.receive({ ...START, session: "t" });
  run();
  run();
  const errors = posted.filter(({ kind }) => kind === "error");
  assert.deepEqual(errors, [{ kind: "error", session: "s", generation: 1, stage: "run", ...error }]);
  assert.equal(posted.filter(({ session, frame: shown }) => session === "t" && shown?.step === 9).length, 2);
  assert.equal(calls.filter(([name]) => name === "start").length, 2);
});

test("a fatal error of Pyodide ends the whole worker", () => {
  const { loop, posted } = make({
    start: () => {
      throw new WebAssembly.RuntimeError("unreachable");
    },
  });
  loop.receive(START);
  assert.equal(posted[0].kind, "error");
  assert.equal(posted[0].session, null);
  assert.match(posted[0].message, /unreachable/);
});

test("messages to a session that has ended are ignored", () => {
  const { loop, posted, calls } = make();
  loop.receive(START);
  loop.receive({ kind: "dispose", session: "s" });
  loop.receive({ kind: "step", session: "s" });
  assert.deepEqual(calls.at(-1), ["dispose", "s"]);
  assert.equal(posted.length, 2);
});

const CELL = {
  kind: "cell",
  session: "cells",
  generation: 4,
  cell: "cell 2",
  source: "1 + 2",
  alt: "a sum",
  fresh: true,
  runtime: "/r/",
};

test("a code cell runs once, without the loop", () => {
  const { loop, calls, posted, turns } = make();
  loop.receive(CELL);
  assert.deepEqual(calls, [["run_cell", "cells", "cell 2", "1 + 2", true, "a sum"]]);
  assert.deepEqual(posted, [{ kind: "output", session: "cells", generation: 4, output: { value: "3" } }]);
  assert.equal(turns.length, 0);
});

test("a fatal error in a cell ends the whole worker", () => {
  const { loop, posted } = make({
    run_cell: () => {
      throw new RangeError("too deep");
    },
  });
  loop.receive(CELL);
  assert.deepEqual([posted[0].kind, posted[0].session, posted[0].message], ["error", null, "too deep"]);
});

test("a reader's own program is part of the start", () => {
  const { loop, calls } = make();
  loop.receive({ ...START, source: "mine" });
  assert.deepEqual(calls, [["start", "s", "d", '{"a":1}', "mine"]]);
});

test("an unknown message to a session is refused", () => {
  const { loop } = make();
  loop.receive(START);
  assert.throws(
    () => loop.receive(/** @type {any} */ ({ kind: "jump", session: "s" })),
    /unknown message "jump"/,
  );
});

test("a run that nobody sees takes long slices up to its step, then waits for the reader's", () => {
  const { loop, calls, run } = make();
  loop.receive({ ...START, playing: true, until: 20, unseen: true });
  run();
  run();
  run();
  assert.deepEqual(calls.slice(1), [
    ["pull", "s", 200, 20],
    ["pull", "s", 200, 20],
  ]);
  loop.receive({ kind: "set", session: "s", generation: 1, playing: true, until: 25 });
  run();
  loop.receive({ kind: "set", session: "s", generation: 1, playing: true, until: 0, unseen: false });
  run();
  assert.deepEqual(calls.slice(3), [
    ["pull", "s", 200, 25],
    ["pull", "s", 30, 0],
  ]);
});
