import assert from "node:assert/strict";
import test from "node:test";
import { CellQueue } from "../../static/client/core/cell-queue.js";

const OUTPUT = { stdout: "", value: "1", frame: null, displays: [], error: null };
const error = (/** @type {string[]} */ ...kinds) => ({
  name: kinds[0],
  kinds,
  message: "no",
  trace: "",
  line: 1,
});

/** A queue of cells over a client that records its messages. */
function make(count = 3) {
  /** @type {any[]} */
  const sent = [];
  /** @type {string[]} */
  const calls = [];
  const client = {
    booted: true,
    /** @type {any} */
    listener: null,
    connect: (/** @type {string} */ _id, /** @type {any} */ listener) => {
      calls.push("connect");
      client.listener = listener;
    },
    disconnect: () => {
      calls.push("disconnect");
      client.listener = null;
    },
    terminate: () => calls.push("terminate"),
    activate: () => calls.push("activate"),
    send: (/** @type {any} */ message) => sent.push(message),
  };
  /** @type {string[]} */
  const events = [];
  const cells = Array.from({ length: count }, (_none, place) => {
    const name = `cell ${place + 1}`;
    const record = (/** @type {string} */ what) => (/** @type {any} */ detail) =>
      events.push(
        [name, what, detail?.message ?? (typeof detail === "string" ? detail : "")].filter(Boolean).join(" "),
      );
    return {
      name,
      place,
      source: `source ${place + 1}`,
      alt: `picture ${place + 1}`,
      raises: "",
      runtime: "/r/",
      onQueued: record("queued"),
      onStart: record("starts"),
      onProgress: record("loads"),
      onOutput: record("shows"),
      onCancelled: record("cancelled:"),
      onWorkerLost: record("lost:"),
    };
  });
  const queue = new CellQueue(
    /** @type {any} */ (client),
    (one, other) => /** @type {any} */ (one).place - /** @type {any} */ (other).place,
  );
  for (const cell of [...cells].reverse()) queue.add(cell); // elements may be upgraded in any order
  const answer = (/** @type {any} */ output = OUTPUT) =>
    queue.onMessage({ kind: "output", session: "cells", generation: sent.at(-1).generation, output });
  return { queue, cells, sent, calls, events, client, answer, asked: () => sent.map(({ cell }) => cell) };
}

test("cells above run first, in order, one at a time", () => {
  const { queue, cells, sent, answer, asked, events } = make();
  queue.run(cells[2]);
  assert.deepEqual(asked(), ["cell 1"]);
  assert.deepEqual(events, ["cell 1 queued", "cell 2 queued", "cell 3 queued", "cell 1 starts"]);
  answer();
  answer();
  assert.deepEqual(asked(), ["cell 1", "cell 2", "cell 3"]);
  assert.deepEqual(
    sent.map(({ fresh }) => fresh),
    [true, false, false],
  );
  assert.deepEqual(sent[2], {
    kind: "cell",
    session: "cells",
    generation: 3,
    cell: "cell 3",
    source: "source 3",
    alt: "picture 3",
    fresh: false,
    runtime: "/r/",
  });
});

test("a cell that has run runs again only when the reader runs it", () => {
  const { queue, cells, answer, asked } = make();
  queue.run(cells[1]);
  answer();
  answer();
  queue.run(cells[2]);
  answer();
  queue.run(cells[0]);
  answer();
  assert.deepEqual(asked(), ["cell 1", "cell 2", "cell 3", "cell 1"]);
});

test("a cell that waits already is not queued again", () => {
  const { queue, cells, answer, asked } = make();
  queue.run(cells[1]);
  queue.run(cells[1]);
  queue.run(cells[0]);
  answer();
  answer();
  assert.deepEqual(asked(), ["cell 1", "cell 2"]);
});

test("after a failed cell those below do not run, and it runs again", () => {
  const { queue, cells, answer, events, asked } = make();
  queue.run(cells[2]);
  answer();
  answer({ ...OUTPUT, error: error("ValueError", "Exception") });
  assert.equal(events.at(-1), "cell 3 cancelled: It did not run, because cell 2 above it failed.");
  queue.run(cells[2]);
  assert.deepEqual(asked(), ["cell 1", "cell 2", "cell 2"]);
});

test("a cell that raises as expected has run, by the name of the exception or of a base", () => {
  const { queue, cells, answer, asked } = make();
  cells[0].raises = "Exception";
  queue.run(cells[1]);
  answer({ ...OUTPUT, error: error("ValueError", "Exception") });
  assert.deepEqual(asked(), ["cell 1", "cell 2"]);
});

test("stop ends the worker, and the namespace starts again", () => {
  const { queue, cells, answer, calls, events, sent, client } = make();
  queue.run(cells[1]);
  answer();
  queue.stop();
  assert.ok(calls.includes("terminate"));
  assert.match(events.at(-1) ?? "", /cell 2 cancelled: Stopped/);
  queue.run(cells[1]);
  assert.deepEqual(sent.at(-1), { ...sent[0], generation: sent.at(-1).generation });
  assert.ok(sent.at(-1).fresh);
  assert.ok(client.listener);
});

test("while the runtime loads, stop only cancels the cells", () => {
  const { queue, cells, calls, client, events } = make();
  client.booted = false;
  queue.run(cells[0]);
  queue.onMessage({ kind: "progress", stage: "runtime", loaded: 1, total: 2 });
  queue.stop();
  assert.ok(!calls.includes("terminate"));
  assert.deepEqual(events.slice(-2), ["cell 1 loads", "cell 1 cancelled: Loading was cancelled."]);
});

test("the output of a cancelled run is ignored", () => {
  const { queue, cells, sent, events } = make();
  queue.run(cells[0]);
  const { generation } = sent[0];
  queue.stop();
  queue.run(cells[0]);
  queue.onMessage({ kind: "output", session: "cells", generation, output: OUTPUT });
  assert.ok(!events.includes("cell 1 shows"));
});

test("a lost worker is shown at the running cell, the others are cancelled, and all run again", () => {
  const { queue, cells, events, asked, answer } = make();
  queue.run(cells[0]);
  answer();
  queue.run(cells[2]);
  queue.onWorkerLost({
    kind: "error",
    session: null,
    generation: 0,
    stage: "run",
    name: "E",
    message: "gone",
    trace: "",
    line: null,
  });
  assert.deepEqual(events.slice(-2), ["cell 2 lost: gone", "cell 3 cancelled: Python was stopped."]);
  queue.run(cells[1]);
  assert.deepEqual(asked().slice(-1), ["cell 1"]);
});

test("a cell that leaves the queue while it runs ends the run", () => {
  const { queue, cells, calls } = make();
  queue.run(cells[0]);
  queue.remove(cells[0]);
  assert.ok(calls.includes("terminate"));
});
