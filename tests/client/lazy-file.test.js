import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { LazyFile, mount } from "../../sitegen/runtime/loader/lazy-file.mjs";

const HELLO = createHash("sha256").update("hello").digest("hex");
const FILE = { name: "a.zip", bytes: 5, sha256: HELLO };

/** Answer synchronous requests. @param {(url: string) => { status: number, text: string }} answer */
function serve(answer) {
  /** @type {string[]} */
  const asked = [];
  globalThis.XMLHttpRequest = /** @type {any} */ (
    class {
      status = 0;
      responseType = "";
      response = new ArrayBuffer(0);
      #url = "";
      open(/** @type {string} */ method, /** @type {string} */ url, /** @type {boolean} */ isAsync) {
        assert.deepEqual([method, isAsync], ["GET", false]);
        this.#url = url;
      }
      send() {
        asked.push(this.#url);
        const { status, text } = answer(this.#url);
        this.status = status;
        this.response = new Uint8Array(new TextEncoder().encode(text)).buffer;
      }
    }
  );
  return asked;
}

/** As much of Emscripten's file system as `mount` uses. */
function makeFs() {
  /** @type {Record<string, any>} */
  const nodes = { "/lib/a.zip": { contents: "old" } };
  return {
    nodes,
    ErrnoError: class extends Error {
      constructor(/** @type {number} */ errno) {
        super(String(errno));
      }
    },
    analyzePath: (/** @type {string} */ path) => ({ exists: path in nodes }),
    mkdirTree: (/** @type {string} */ folder) => assert.equal(folder, "/lib"),
    unlink: (/** @type {string} */ path) => {
      delete nodes[path];
    },
    createFile: (/** @type {string} */ folder, /** @type {string} */ name) => {
      nodes[`${folder}/${name}`] = { contents: new Uint8Array(0), usedBytes: 0 };
      return nodes[`${folder}/${name}`];
    },
  };
}

test("a file is requested at its first read, once", () => {
  const asked = serve(() => ({ status: 200, text: "hello" }));
  const fs = makeFs();
  mount(fs, "/lib/a.zip", new LazyFile("http://x/runtime/", FILE));
  const node = fs.nodes["/lib/a.zip"];
  assert.equal(node.usedBytes, 5);
  assert.deepEqual(asked, []);
  assert.equal(new TextDecoder().decode(node.contents), "hello");
  assert.equal(node.contents, node.contents);
  assert.deepEqual(asked, ["http://x/runtime/a.zip"]);
});

test("a file that has arrived is not requested", () => {
  const asked = serve(() => assert.fail("requested"));
  const lazy = new LazyFile("http://x/runtime/", FILE);
  lazy.data = new Uint8Array(5);
  assert.equal(lazy.read(), lazy.data);
  assert.deepEqual(asked, []);
});

for (const [what, status, text] of /** @type {[string, number, string][]} */ ([
  ["missing", 404, ""],
  ["altered", 200, "hallo"],
  ["short", 200, "hell"],
])) {
  test(`a ${what} file is an input/output error, and the next read tries again`, (context) => {
    const errors = context.mock.method(console, "error", () => {});
    let answer = { status, text };
    serve(() => answer);
    const fs = makeFs();
    mount(fs, "/lib/a.zip", new LazyFile("http://x/runtime/", FILE));
    const node = fs.nodes["/lib/a.zip"];
    assert.throws(() => node.contents, fs.ErrnoError);
    assert.equal(errors.mock.callCount(), 1);
    answer = { status: 200, text: "hello" };
    assert.equal(node.contents.length, 5);
  });
}
