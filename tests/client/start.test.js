import assert from "node:assert/strict";
import test from "node:test";
import { openCached } from "../../sitegen/runtime/loader/start.mjs";

const MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const FILE = { name: "start.snapshot", bytes: 8, sha256: "" };
const SNAPSHOT = {
  ...FILE,
  key: "",
  memory: 0,
  libraries: ["a.so"],
  prefix: "",
  sitePackages: "/site",
  files: [{ ...FILE, name: "pyodide.hot.wasm" }],
  later: [],
  data: [],
};
const FIRST = new Map([
  ["pyodide.hot.wasm", MODULE],
  ["a.so", MODULE],
]);

/** @param {Promise<Map<string, any>>} second */
const open = (second) =>
  openCached(
    "http://x/runtime/a/",
    { files: [], packages: [], snapshot: SNAPSHOT },
    { first: FIRST, second },
  );

test("a start gets the snapshot and the demos' files from the second part", async () => {
  const [snapshot, demo] = [new Uint8Array([1]), new Uint8Array([2])];
  const contents = { "start.snapshot": snapshot, "site/demos/a.py": demo };
  const { source } = open(Promise.resolve(new Map(Object.entries(contents))));
  assert.equal(await source.snapshot, snapshot);
  assert.deepEqual(await source.site, [{ name: "demos/a.py", data: demo }]);
});

test("a damaged second part rejects no promise that nothing awaits yet", async () => {
  // The runner fails a test that leaves an unhandled rejection; boot.js would end a start because of it.
  const { program, source } = open(Promise.reject(new Error("damaged")));
  await program;
  await new Promise((done) => setTimeout(done, 0));
  await assert.rejects(source.snapshot, /damaged/);
  await assert.rejects(source.site, /damaged/);
});
