import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { BootError, checkFile, fetchCounted, stageOf, Tally } from "../../static/client/runtime/download.js";
import { RuntimeCache } from "../../static/client/runtime/runtime-cache.js";
import { FakeCaches } from "./fakes.js";

const WHEEL = "numpy-2.4.3-cp314-wasm32.whl";
const HELLO = createHash("sha256").update("hello").digest("hex");
const NO_CACHE = new RuntimeCache(null, "http://x/");

test("a file's stage follows from its name", () => {
  assert.equal(stageOf(WHEEL), "numpy");
  assert.equal(stageOf("sitegen_demos-0.1.0-py3-none-any.whl"), "demo");
  assert.equal(stageOf("pyodide.asm.wasm"), "runtime");
});

test("the progress names the first stage that is not complete, with its own bytes", () => {
  /** @type {any[]} */
  const reports = [];
  const core = { name: "pyodide.asm.wasm", bytes: 100, sha256: HELLO };
  const numpy = { name: WHEEL, bytes: 50, sha256: HELLO };
  const tally = new Tally([core, numpy], (...args) => reports.push(args));
  tally.add(numpy, 20);
  tally.add(core, 60);
  tally.add(core, 40);
  tally.add(numpy, 30);
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
  await checkFile(new Response("hello"), file, new Tally([file], () => {}));
});

test("a short file is refused with what arrived", async () => {
  const file = { name: "a.zip", bytes: 9, sha256: HELLO };
  await assert.rejects(
    checkFile(new Response("hello"), file, new Tally([file], () => {})),
    /a\.zip is incomplete: 5 of 9 bytes/,
  );
});

test("an altered file is refused", async () => {
  const file = { name: "a.zip", bytes: 5, sha256: "00".repeat(32) };
  await assert.rejects(
    checkFile(new Response("hello"), file, new Tally([file], () => {})),
    /not the file that was published/,
  );
});

test("the Response of the network is returned, and an error of the server has its stage", async (context) => {
  const answer = new Response("hello", { headers: { "Content-Type": "application/wasm" } });
  const fetch = context.mock.method(globalThis, "fetch", async () => answer);
  const file = { name: WHEEL, bytes: 5, sha256: HELLO };
  /** @type {unknown[]} */
  const failed = [];
  const tally = new Tally([file], () => {});
  assert.equal(
    await fetchCounted(`http://x/${WHEEL}`, file, tally, (error) => failed.push(error), NO_CACHE),
    answer,
  );
  assert.equal(await answer.text(), "hello", "its body is still to be read");
  assert.deepEqual(failed, []);
  fetch.mock.mockImplementation(async () => new Response("", { status: 404 }));
  await assert.rejects(
    fetchCounted(`http://x/${WHEEL}`, file, tally, (error) => failed.push(error), NO_CACHE),
    BootError,
  );
  assert.equal(/** @type {BootError} */ (failed[0]).stage, "numpy");
  assert.match(String(failed[0]), /the server answered 404/);
});

test("a host that does not know the type of WebAssembly gets it corrected", async (context) => {
  context.mock.method(
    globalThis,
    "fetch",
    async () => new Response("hello", { headers: { "Content-Type": "application/octet-stream" } }),
  );
  const file = { name: "pyodide.asm.wasm", bytes: 5, sha256: HELLO };
  const answer = await fetchCounted(
    "http://x/pyodide.asm.wasm",
    file,
    new Tally([file], () => {}),
    assert.fail,
    NO_CACHE,
  );
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
  /** @type {Tally} */
  let tally;
  const counted = new Promise((resolve) => {
    tally = new Tally([file, { ...file, name: "b.zip" }], resolve);
  });
  const answer = await fetchCounted("http://x/a.zip", file, tally, assert.fail, cache);
  assert.equal(await answer.text(), "hello");
  await counted;
  assert.ok(cache.used);
  const failed = new Promise((resolve) => {
    const damaged = { ...file, name: "b.zip" };
    fetchCounted("http://x/b.zip", damaged, new Tally([damaged], () => {}), resolve, cache);
  });
  assert.match(String(await failed), /not the file that was published/);
});

for (const name of ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", WHEEL]) {
  test(`one flipped bit in ${name} is noticed`, async (context) => {
    context.mock.method(globalThis, "fetch", async () => new Response("hemlo"));
    const file = { name, bytes: 5, sha256: HELLO };
    const failed = new Promise((resolve) => {
      fetchCounted(`http://x/${name}`, file, new Tally([file], () => {}), resolve, NO_CACHE);
    });
    assert.match(String(await failed), /not the file that was published/);
  });
}
