import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { Packages } from "../../static/client/runtime/packages.js";

/** @param {string} name @param {string} text */
const fileOf = (name, text) => ({
  name,
  bytes: text.length,
  sha256: createHash("sha256").update(text).digest("hex"),
  stage: /** @type {const} */ ("packages"),
});

/** A Python that records what is unpacked where. */
function runtimeOf() {
  /** @type {string[]} */
  const unpacked = [];
  const path = {
    insert: (/** @type {number} */ at, /** @type {string} */ folder) => unpacked.push(`${at} ${folder}`),
  };
  const modules = {
    sysconfig: { get_path: () => "/site" },
    importlib: { invalidate_caches: () => {} },
    sys: { path },
    numpy: { __path__: path },
  };
  const pyodide = { pyimport: (/** @type {keyof modules} */ name) => modules[name] };
  const loader = {
    unpackInto: async (
      /** @type {any} */ _pyodide,
      /** @type {string} */ folder,
      /** @type {Uint8Array} */ bytes,
    ) => {
      unpacked.push(`${folder} ${new TextDecoder().decode(bytes)}`);
    },
  };
  return { unpacked, runtime: { pyodide, loader } };
}

/**
 * Answer requests from a table of texts.
 * @param {Record<string, string>} answers @param {import("node:test").TestContext} context
 */
function served(answers, context) {
  const before = globalThis.fetch;
  /** @type {string[]} */
  const requests = [];
  globalThis.fetch = async (url) => {
    const name = String(url).replace("http://x/packages/1/", "");
    requests.push(name);
    return name in answers ? new Response(answers[name]) : new Response("", { status: 404 });
  };
  context.after(() => {
    globalThis.fetch = before;
  });
  return requests;
}

const URL = "http://x/packages/1/";
const [modules, one, two] = [fileOf("modules.zip", "m"), fileOf("one.zip", "1"), fileOf("two.zip", "2")];

test("packages are unpacked once, in order; modules that the runtime leaves out come first", async (context) => {
  const requests = served({ "modules.zip": "m", "one.zip": "1", "two.zip": "2" }, context);
  const { unpacked, runtime } = runtimeOf();
  const packages = new Packages(() => {});
  await packages.install({ url: URL, files: [modules, one] }, runtime);
  await packages.install({ url: URL, files: [modules, one, two] }, runtime);
  assert.deepEqual(unpacked, [
    "/lib/sitegen-modules m",
    "0 /lib/sitegen-modules",
    "0 /lib/sitegen-modules/numpy",
    "/site 1",
    "/site 2",
  ]);
  assert.deepEqual(requests, ["modules.zip", "one.zip", "two.zip"]);
});

test("two programs that start at once share what they both import", async (context) => {
  served({ "modules.zip": "m", "one.zip": "1", "two.zip": "2" }, context);
  const { unpacked, runtime } = runtimeOf();
  const packages = new Packages(() => {});
  await Promise.all([
    packages.install({ url: URL, files: [one] }, runtime),
    packages.install({ url: URL, files: [one, two] }, runtime),
  ]);
  assert.deepEqual(unpacked, ["/site 1", "/site 2"]);
});

test("what is requested before Python runs is not requested again", async (context) => {
  const requests = served({ "one.zip": "1" }, context);
  /** @type {any[]} */
  const reports = [];
  const packages = new Packages((...args) => reports.push(args));
  await packages.request({ url: URL, files: [one] });
  await packages.install({ url: URL, files: [one] }, runtimeOf().runtime);
  assert.deepEqual(requests, ["one.zip"]);
  assert.deepEqual(reports, []);
});

test("a missing or altered package fails with its name, and is requested again the next time", async (context) => {
  /** @type {Record<string, string>} */
  const answers = { "one.zip": "X" };
  served(answers, context);
  const { unpacked, runtime } = runtimeOf();
  const packages = new Packages(() => {});
  const list = { url: URL, files: [one, two] };
  await assert.rejects(packages.install(list, runtime), {
    stage: "packages",
    message: /one\.zip is not the file/,
  });
  answers["one.zip"] = "1";
  await assert.rejects(packages.install(list, runtime), {
    stage: "packages",
    message: /two\.zip could not be loaded/,
  });
  answers["two.zip"] = "2";
  await packages.install(list, runtime);
  assert.deepEqual(unpacked, ["/site 1", "/site 2"]);
});
