import assert from "node:assert/strict";
import test from "node:test";
import { RuntimeClient } from "../../static/client/core/runtime-client.js";
import { FakeWorker } from "./fakes.js";

const START = {
  kind: "start",
  session: "a",
  demo: "d",
  controls: {},
  generation: 1,
  playing: true,
  speed: 0,
  until: 0,
  runtime: "/r/",
};

function make() {
  /** @type {FakeWorker[]} */
  const workers = [];
  const client = new RuntimeClient(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return /** @type {any} */ (worker);
  });
  /** @type {any[]} */
  const events = [];
  const listen = (/** @type {string} */ id) =>
    client.connect(id, {
      onMessage: (message) => events.push([id, message.kind]),
      onPreempted: () => events.push([id, "preempted"]),
      onWorkerLost: (error) => events.push([id, "lost", error?.message ?? null]),
    });
  return { client, workers, events, listen };
}

test("there is no worker before the first start, and one for all sessions", () => {
  const { client, workers, listen } = make();
  listen("a");
  listen("b");
  client.send({ kind: "stop", session: "a" });
  assert.equal(workers.length, 0);
  client.send(/** @type {any} */ (START));
  client.send(/** @type {any} */ ({ ...START, session: "b" }));
  assert.equal(workers.length, 1);
  assert.equal(workers[0].received.length, 2);
});

test("progress goes to all sessions, everything else to its own", () => {
  const { client, workers, events, listen } = make();
  listen("a");
  listen("b");
  client.send(/** @type {any} */ (START));
  workers[0].emit({ kind: "progress", stage: "runtime", loaded: 1, total: 2 });
  workers[0].emit({ kind: "ready", session: "b", generation: 1 });
  assert.deepEqual(events, [
    ["a", "progress"],
    ["b", "progress"],
    ["b", "ready"],
  ]);
  assert.equal(client.booted, true);
});

test("an active session preempts the others", () => {
  const { client, events, listen } = make();
  for (const id of ["a", "b", "c"]) listen(id);
  client.activate("b");
  assert.deepEqual(events, [
    ["a", "preempted"],
    ["c", "preempted"],
  ]);
});

test("a failed boot ends the worker for all sessions, and the next start creates a new one", () => {
  const { client, workers, events, listen } = make();
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[0].emit({
    kind: "error",
    session: null,
    generation: 0,
    stage: "numpy",
    name: "BootError",
    message: "gone",
    trace: "",
    line: null,
  });
  assert.ok(workers[0].terminated);
  assert.deepEqual(events, [["a", "lost", "gone"]]);
  listen("a");
  client.send(/** @type {any} */ (START));
  assert.equal(workers.length, 2);
});

test("a worker whose program does not load is lost", () => {
  const { client, workers, events, listen } = make();
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[0].dispatchEvent(new Event("error"));
  assert.match(events[0][2], /could not be loaded/);
  assert.ok(workers[0].terminated);
});

test("a terminated worker is lost for its sessions, and its late messages are ignored", () => {
  const { client, workers, events, listen } = make();
  listen("a");
  listen("b");
  client.send(/** @type {any} */ (START));
  client.disconnect("a");
  client.terminate();
  assert.deepEqual(events, [["b", "lost", null]]);
  listen("b");
  workers[0].emit({ kind: "ready", session: "b", generation: 1 });
  assert.equal(events.length, 1);
});

test("while the runtime loads, the worker ends with the last session", () => {
  const { client, workers, listen } = make();
  listen("a");
  client.send(/** @type {any} */ (START));
  client.disconnect("a");
  assert.ok(workers[0].terminated);
});

test("a session that leaves later is disposed of in the worker, which goes on", () => {
  const { client, workers, listen } = make();
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[0].emit({ kind: "ready", session: "a", generation: 1 });
  client.disconnect("a");
  client.disconnect("a");
  assert.equal(workers[0].terminated, false);
  assert.deepEqual(workers[0].received.slice(1), [{ kind: "dispose", session: "a" }]);
});

test("watchers are called when the runtime is loaded and when it ends, once each", () => {
  const { client, workers, listen } = make();
  const connection = new AbortController();
  /** @type {boolean[]} */
  const states = [];
  client.watch(() => states.push(client.booted), connection.signal);
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[0].emit({ kind: "ready", session: "a", generation: 1 });
  workers[0].emit({ kind: "ready", session: "a", generation: 1 });
  client.terminate();
  assert.deepEqual(states, [true, false]);
  connection.abort();
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[1].emit({ kind: "ready", session: "a", generation: 1 });
  assert.equal(states.length, 2);
});

test("preloading starts the worker that a start uses later", () => {
  const { client, workers, listen } = make();
  client.preload("/r/");
  client.preload("/r/");
  listen("a");
  client.send(/** @type {any} */ (START));
  assert.equal(workers.length, 1);
  assert.deepEqual(
    workers[0].received.map(({ kind }) => kind),
    ["preload", "start"],
  );
});

test("an error while preloading is not reported, and the next start tries again", () => {
  const { client, workers, events, listen } = make();
  client.preload("/r/");
  workers[0].emit({
    kind: "error",
    session: null,
    generation: 0,
    stage: "runtime",
    name: "BootError",
    message: "gone",
    trace: "",
    line: null,
  });
  assert.deepEqual(events, []);
  listen("a");
  client.send(/** @type {any} */ (START));
  assert.equal(workers.length, 2);
});

test("a browser that forbids the worker is a failed boot", async () => {
  const client = new RuntimeClient(() => {
    throw new Error("not in this frame");
  });
  /** @type {any[]} */
  const events = [];
  client.connect("a", {
    onMessage: () => {},
    onPreempted: () => {},
    onWorkerLost: (error) => events.push(error?.message),
  });
  client.send(/** @type {any} */ (START));
  await Promise.resolve();
  assert.deepEqual(events, ["The worker could not be started: not in this frame"]);
});

test("an unknown message of the worker ends it with an error", () => {
  const { client, workers, events, listen } = make();
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[0].dispatchEvent(new MessageEvent("message", { data: { kind: "picture", session: "a" } }));
  assert.match(events[0][2], /invalid message: unknown message "picture", expected progress, ready/);
  assert.ok(workers[0].terminated);
});

test("an unknown message is not sent to the worker", () => {
  const { client } = make();
  assert.throws(
    () => client.send(/** @type {any} */ ({ kind: "jump", session: "a" })),
    /unknown message "jump"/,
  );
});
