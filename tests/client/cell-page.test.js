import assert from "node:assert/strict";
import test from "node:test";
import { CellPage } from "../../static/client/core/cell-queue.js";

const OUTPUT = { stdout: "", value: "1", frame: null, error: null };
const error = (/** @type {string[]} */ ...kinds) => ({ name: kinds[0], kinds, message: "no", trace: "", line: 1 });

/** A page of cells over a client that remembers what it was asked. */
function make(count = 3) {
  /** @type {any[]} */
  const sent = [];
  /** @type {string[]} */
  const did = [];
  const client = {
    booted: true,
    /** @type {any} */
    listener: null,
    connect: (/** @type {string} */ _id, /** @type {any} */ listener) => { did.push("connect"); client.listener = listener; },
    disconnect: () => { did.push("disconnect"); client.listener = null; },
    terminate: () => did.push("terminate"),
    activate: () => did.push("activate"),
    send: (/** @type {any} */ message) => sent.push(message),
  };
  /** @type {string[]} */
  const heard = [];
  const cells = Array.from({ length: count }, (_none, place) => {
    const name = `cell ${place + 1}`;
    const hear = (/** @type {string} */ what) => (/** @type {any} */ detail) => heard.push([name, what, detail?.message ?? (typeof detail === "string" ? detail : "")].filter(Boolean).join(" "));
    return { name, place, source: `source ${place + 1}`, raises: "", runtime: "/r/", waits: hear("waits"), runs: hear("runs"),
      loads: hear("loads"), shows: hear("shows"), rests: hear("rests:"), fails: hear("fails:") };
  });
  const page = new CellPage(/** @type {any} */ (client), (one, other) => /** @type {any} */ (one).place - /** @type {any} */ (other).place);
  for (const cell of [...cells].reverse()) page.add(cell); // in whatever order elements are upgraded
  const answer = (/** @type {any} */ output = OUTPUT) =>
    page.receive({ kind: "output", session: "cells", generation: sent.at(-1).generation, output });
  return { page, cells, sent, did, heard, client, answer, asked: () => sent.map(({ cell }) => cell) };
}

test("a cell waits for those above it, which run in order, one at a time", () => {
  const { page, cells, sent, answer, asked, heard } = make();
  page.run(cells[2]);
  assert.deepEqual(asked(), ["cell 1"]);
  assert.deepEqual(heard, ["cell 1 waits", "cell 2 waits", "cell 3 waits", "cell 1 runs"]);
  answer();
  answer();
  assert.deepEqual(asked(), ["cell 1", "cell 2", "cell 3"]);
  assert.deepEqual(sent.map(({ fresh }) => fresh), [true, false, false]);
  assert.deepEqual(sent[2], { kind: "cell", session: "cells", generation: 3, cell: "cell 3", source: "source 3", fresh: false, runtime: "/r/" });
});

test("what has run does not run again for a cell below, but does when it is asked itself", () => {
  const { page, cells, answer, asked } = make();
  page.run(cells[1]);
  answer();
  answer();
  page.run(cells[2]);
  answer();
  page.run(cells[0]);
  answer();
  assert.deepEqual(asked(), ["cell 1", "cell 2", "cell 3", "cell 1"]);
});

test("pressing twice, or a cell that waits already, adds nothing", () => {
  const { page, cells, answer, asked } = make();
  page.run(cells[1]);
  page.run(cells[1]);
  page.run(cells[0]);
  answer();
  answer();
  assert.deepEqual(asked(), ["cell 1", "cell 2"]);
});

test("a cell that fails sends those that wait for it to rest and is run again", () => {
  const { page, cells, answer, heard, asked } = make();
  page.run(cells[2]);
  answer();
  answer({ ...OUTPUT, error: error("ValueError", "Exception") });
  assert.equal(heard.at(-1), "cell 3 rests: It did not run, since cell 2 above it failed.");
  page.run(cells[2]);
  assert.deepEqual(asked(), ["cell 1", "cell 2", "cell 2"]);
});

test("an exception that is meant counts as run, by its own name or a base's", () => {
  const { page, cells, answer, asked } = make();
  cells[0].raises = "Exception";
  page.run(cells[1]);
  answer({ ...OUTPUT, error: error("ValueError", "Exception") });
  assert.deepEqual(asked(), ["cell 1", "cell 2"]);
});

test("stop ends the worker, and the names begin anew", () => {
  const { page, cells, answer, did, heard, sent, client } = make();
  page.run(cells[1]);
  answer();
  page.stop();
  assert.ok(did.includes("terminate"));
  assert.match(heard.at(-1) ?? "", /cell 2 rests: Stopped/);
  page.run(cells[1]);
  assert.deepEqual(sent.at(-1), { ...sent[0], generation: sent.at(-1).generation });
  assert.ok(sent.at(-1).fresh);
  assert.ok(client.listener);
});

test("while the runtime loads, stop only takes the cells off it", () => {
  const { page, cells, did, client, heard } = make();
  client.booted = false;
  page.run(cells[0]);
  page.receive({ kind: "progress", stage: "runtime", loaded: 1, total: 2 });
  page.stop();
  assert.ok(!did.includes("terminate"));
  assert.deepEqual(heard.slice(-2), ["cell 1 loads", "cell 1 rests: Loading was cancelled."]);
});

test("words of a run that was given up are not heard", () => {
  const { page, cells, sent, heard } = make();
  page.run(cells[0]);
  const { generation } = sent[0];
  page.stop();
  page.run(cells[0]);
  page.receive({ kind: "output", session: "cells", generation, output: OUTPUT });
  assert.ok(!heard.includes("cell 1 shows"));
});

test("a lost worker is told by the cell under way, the others rest, and all run again", () => {
  const { page, cells, heard, asked, answer } = make();
  page.run(cells[0]);
  answer();
  page.run(cells[2]);
  page.lose({ kind: "error", session: null, generation: 0, stage: "run", name: "E", message: "gone", trace: "", line: null });
  assert.deepEqual(heard.slice(-2), ["cell 2 fails: gone", "cell 3 rests: Python was stopped."]);
  page.run(cells[1]);
  assert.deepEqual(asked().slice(-1), ["cell 1"]);
});

test("a cell that leaves the page while it runs ends the run", () => {
  const { page, cells, did } = make();
  page.run(cells[0]);
  page.remove(cells[0]);
  assert.ok(did.includes("terminate"));
});
