import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { BootError, checkFile, Downloads, stageOf, Tally } from "../../static/client/runtime/download.js";
import { RuntimeCache } from "../../static/client/runtime/runtime-cache.js";
import { FakeCaches } from "./fakes.js";

const WHEEL = "numpy-2.4.3-cp314-wasm32.whl";
const HELLO = createHash("sha256").update("hello").digest("hex");
const NO_CACHE = new RuntimeCache(null, "http://x/");

test("a file's stage follows from its name, unless the file says it", () => {
  const rest = { bytes: 1, sha256: HELLO };
  assert.equal(stageOf({ name: WHEEL, ...rest }), "numpy");
  assert.equal(stageOf({ name: "sitegen_demos-0.1.0-py3-none-any.whl", ...rest }), "demo");
  assert.equal(stageOf({ name: "pyodide.asm.wasm", ...rest }), "runtime");
  assert.equal(stageOf({ name: "pandas-3.0.2.zip", ...rest, stage: "packages" }), "packages");
});

/** @param {any[]} [reports] receives the progress */
const tallyOf = (reports = []) => new Tally((...args) => reports.push(args));

test("the progress names the first stage that is not complete, with its own bytes", () => {
  /** @type {any[]} */
  const reports = [];
  const core = { name: "pyodide.asm.wasm", bytes: 100, sha256: HELLO };
  const numpy = { name: WHEEL, bytes: 50, sha256: HELLO };
  const tally = tallyOf(reports);
  for (const file of [core, numpy]) tally.expect(file);
  tally.add(numpy, 20);
  tally.add(core, 60);
  assert.equal(tally.complete, false);
  tally.add(core, 40);
  tally.add(numpy, 30);
  assert.equal(tally.complete, true);
  tally.starting("numpy");
  assert.deepEqual(reports, [
    ["runtime", 0, 100],
    ["runtime", 60, 100],
    ["numpy", 20, 50],
    ["numpy", 50, 50],
  ]);
});

test("a whole and unaltered file passes", async () => {
  const file = { name: "a.zip", bytes: 5, sha256: HELLO };
  const content = await checkFile(new Response("hello"), file, tallyOf());
  assert.equal(new TextDecoder().decode(content), "hello");
});

test("a short file is refused with what arrived", async () => {
  const file = { name: "a.zip", bytes: 9, sha256: HELLO };
  await assert.rejects(
    checkFile(new Response("hello"), file, tallyOf()),
    /a\.zip is incomplete: 5 of 9 bytes/,
  );
});

test("an altered file is refused", async () => {
  const file = { name: "a.zip", bytes: 5, sha256: "00".repeat(32) };
  await assert.rejects(checkFile(new Response("hello"), file, tallyOf()), /not the file that was published/);
});

test("a file is requested once, and an error of the server has its stage", async (context) => {
  const answer = new Response("hello", { headers: { "Content-Type": "application/wasm" } });
  const fetch = context.mock.method(globalThis, "fetch", async () => answer);
  const file = { name: WHEEL, bytes: 5, sha256: HELLO };
  /** @type {unknown[]} */
  const failed = [];
  const make = () => new Downloads("http://x/", tallyOf(), NO_CACHE, (error) => failed.push(error));
  const downloads = make();
  assert.equal(downloads.find(`http://x/${WHEEL}`), undefined);
  const { response, content } = downloads.request(file);
  assert.equal(await response, answer);
  assert.equal(await answer.text(), "hello", "its body is still to be read");
  assert.equal((await content).length, 5);
  assert.equal(downloads.request(file).response, response);
  assert.equal(downloads.find(`http://x/${WHEEL}`), response);
  assert.equal(fetch.mock.callCount(), 1);
  assert.deepEqual(failed, []);
  fetch.mock.mockImplementation(async () => new Response("", { status: 404 }));
  await assert.rejects(make().request(file).content, BootError);
  assert.equal(/** @type {BootError} */ (failed[0]).stage, "numpy");
  assert.match(String(failed[0]), /the server answered 404/);
});

test("a file that may be missing, and one requested after the start, fail without a report", async (context) => {
  context.mock.method(globalThis, "fetch", async () => new Response("", { status: 404 }));
  /** @type {unknown[]} */
  const reports = [];
  const downloads = new Downloads("http://x/", tallyOf(reports), NO_CACHE, () => assert.fail("reported"));
  const file = { name: "a.zip", bytes: 5, sha256: HELLO };
  await assert.rejects(downloads.request(file, { optional: true }).content, BootError);
  downloads.finish();
  await assert.rejects(downloads.request({ ...file, name: "b.zip" }).content, BootError);
  assert.deepEqual(reports, []);
});

test("a host that does not know the type of WebAssembly gets it corrected", async (context) => {
  context.mock.method(
    globalThis,
    "fetch",
    async () => new Response("hello", { headers: { "Content-Type": "application/octet-stream" } }),
  );
  const file = { name: "pyodide.asm.wasm", bytes: 5, sha256: HELLO };
  const downloads = new Downloads("http://x/", tallyOf(), NO_CACHE, assert.fail);
  const answer = await downloads.request(file).response;
  assert.equal(answer.headers.get("Content-Type"), "application/wasm");
  assert.equal(await answer.text(), "hello");
});

test("a stored file is counted and checked", async (context) => {
  context.mock.method(globalThis, "fetch", () => assert.fail("the network was asked"));
  const stored = { "http://x/a.zip": "hello", "http://x/b.zip": "hallo" };
  const cache = new RuntimeCache(
    /** @type {any} */ (new FakeCaches({ "sitegen-runtime http://x/": stored })),
    "http://x/",
  );
  const file = { name: "a.zip", bytes: 5, sha256: HELLO };
  const tally = tallyOf();
  await new Downloads("http://x/", tally, cache, assert.fail).request(file).content;
  assert.ok(tally.complete);
  assert.ok(cache.used);
  const failed = new Promise((resolve) => {
    new Downloads("http://x/", tallyOf(), cache, resolve).request({ ...file, name: "b.zip" });
  });
  assert.match(String(await failed), /not the file that was published/);
});

for (const name of ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", WHEEL]) {
  test(`one flipped bit in ${name} is noticed`, async (context) => {
    context.mock.method(globalThis, "fetch", async () => new Response("hemlo"));
    const file = { name, bytes: 5, sha256: HELLO };
    const failed = new Promise((resolve) => {
      new Downloads("http://x/", tallyOf(), NO_CACHE, resolve).request(file);
    });
    assert.match(String(await failed), /not the file that was published/);
  });
}
