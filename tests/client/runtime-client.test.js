import assert from "node:assert/strict";
import test from "node:test";
import { RuntimeClient } from "../../static/client/core/runtime-client.js";
import { FakeWorker } from "./fakes.js";

const START = { kind: "start", session: "a", demo: "d", controls: {}, generation: 1, playing: true, speed: 0, runtime: "/r/" };

function make() {
  /** @type {FakeWorker[]} */
  const workers = [];
  const client = new RuntimeClient(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return /** @type {any} */ (worker);
  });
  /** @type {any[]} */
  const heard = [];
  const listen = (/** @type {string} */ id) => client.connect(id, {
    receive: (message) => heard.push([id, message.kind]),
    yield: () => heard.push([id, "yield"]),
    lose: (error) => heard.push([id, "lose", error?.message ?? null]),
  });
  return { client, workers, heard, listen };
}

test("no worker before the first start, and one for all sessions", () => {
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

test("progress goes to all, everything else to its session", () => {
  const { client, workers, heard, listen } = make();
  listen("a");
  listen("b");
  client.send(/** @type {any} */ (START));
  workers[0].says({ kind: "progress", stage: "runtime", loaded: 1, total: 2 });
  workers[0].says({ kind: "ready", session: "b", generation: 1 });
  assert.deepEqual(heard, [["a", "progress"], ["b", "progress"], ["b", "ready"]]);
  assert.equal(client.booted, true);
});

test("the active session makes the others yield", () => {
  const { client, heard, listen } = make();
  for (const id of ["a", "b", "c"]) listen(id);
  client.activate("b");
  assert.deepEqual(heard, [["a", "yield"], ["c", "yield"]]);
});

test("a failed boot ends the worker, tells everybody, and the next start makes a fresh one", () => {
  const { client, workers, heard, listen } = make();
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[0].says({ kind: "error", session: null, generation: 0, stage: "numpy", name: "BootError", message: "gone", trace: "", line: null });
  assert.ok(workers[0].ended);
  assert.deepEqual(heard, [["a", "lose", "gone"]]);
  listen("a");
  client.send(/** @type {any} */ (START));
  assert.equal(workers.length, 2);
});

test("a worker whose program does not load is told as a failure", () => {
  const { client, workers, heard, listen } = make();
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[0].dispatchEvent(new Event("error"));
  assert.match(heard[0][2], /could not be loaded/);
  assert.ok(workers[0].ended);
});

test("stopping a stuck worker tells the sessions that lived in it; its late words are not heard", () => {
  const { client, workers, heard, listen } = make();
  listen("a");
  listen("b");
  client.send(/** @type {any} */ (START));
  client.disconnect("a");
  client.terminate();
  assert.deepEqual(heard, [["b", "lose", null]]);
  listen("b");
  workers[0].says({ kind: "ready", session: "b", generation: 1 });
  assert.equal(heard.length, 1);
});

test("the last session that leaves while the runtime loads takes the worker with it", () => {
  const { client, workers, listen } = make();
  listen("a");
  client.send(/** @type {any} */ (START));
  client.disconnect("a");
  assert.ok(workers[0].ended);
});

test("a session that leaves later is disposed of in the worker, which stays", () => {
  const { client, workers, listen } = make();
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[0].says({ kind: "ready", session: "a", generation: 1 });
  client.disconnect("a");
  client.disconnect("a");
  assert.equal(workers[0].ended, false);
  assert.deepEqual(workers[0].received.slice(1), [{ kind: "dispose", session: "a" }]);
});

test("who watches hears when the runtime comes and goes, once each", () => {
  const { client, workers, listen } = make();
  const connection = new AbortController();
  /** @type {boolean[]} */
  const told = [];
  client.watch(() => told.push(client.booted), connection.signal);
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[0].says({ kind: "ready", session: "a", generation: 1 });
  workers[0].says({ kind: "ready", session: "a", generation: 1 });
  client.terminate();
  assert.deepEqual(told, [true, false]);
  connection.abort();
  listen("a");
  client.send(/** @type {any} */ (START));
  workers[1].says({ kind: "ready", session: "a", generation: 1 });
  assert.equal(told.length, 2);
});

test("preloading starts the one worker, and a start takes it over", () => {
  const { client, workers, listen } = make();
  client.preload("/r/");
  client.preload("/r/");
  listen("a");
  client.send(/** @type {any} */ (START));
  assert.equal(workers.length, 1);
  assert.deepEqual(workers[0].received.map(({ kind }) => kind), ["preload", "start"]);
});

test("what goes wrong while preloading is told to nobody, and the next start tries again", () => {
  const { client, workers, heard, listen } = make();
  client.preload("/r/");
  workers[0].says({ kind: "error", session: null, generation: 0, stage: "runtime", name: "BootError", message: "gone", trace: "", line: null });
  assert.deepEqual(heard, []);
  listen("a");
  client.send(/** @type {any} */ (START));
  assert.equal(workers.length, 2);
});

test("a browser that forbids the worker is a failed boot", async () => {
  const client = new RuntimeClient(() => { throw new Error("not in this frame"); });
  /** @type {any[]} */
  const heard = [];
  client.connect("a", { receive: () => {}, yield: () => {}, lose: (error) => heard.push(error?.message) });
  client.send(/** @type {any} */ (START));
  await Promise.resolve();
  assert.deepEqual(heard, ["The worker could not be started: not in this frame"]);
});
