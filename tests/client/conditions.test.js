import assert from "node:assert/strict";
import test from "node:test";
import { prefersStillness, unmetRequirement, watchPresence } from "../../static/client/core/environment.js";

/** A document that can be hidden. */
class FakeDocument extends EventTarget {
  visibilityState = "visible";

  /** @param {string} state */
  become(state) {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

/** @param {Record<string, unknown>} values @param {import("node:test").TestContext} context */
function globals(values, context) {
  for (const [name, value] of Object.entries(values)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    context.after(() => (before ? Object.defineProperty(globalThis, name, before) : Reflect.deleteProperty(globalThis, name)));
  }
}

test("what is missing is said in words", (context) => {
  globals({ Worker: class {} }, context);
  assert.equal(unmetRequirement(), null);
  globals({ Worker: undefined }, context);
  assert.match(String(unmetRequirement()), /worker/);
  globals({ WebAssembly: undefined }, context);
  assert.match(String(unmetRequirement()), /WebAssembly/);
});

test("a hidden tab and an element off screen are reasons to wait, until both are gone", (context) => {
  const document = new FakeDocument();
  /** @type {(entries: { isIntersecting: boolean }[]) => void} */
  let see = () => {};
  let disconnected = false;
  class Observer {
    /** @param {typeof see} callback */
    constructor(callback) {
      see = callback;
    }

    observe() {}

    disconnect() {
      disconnected = true;
    }
  }
  globals({ document, IntersectionObserver: Observer }, context);
  const connection = new AbortController();
  /** @type {(string | null)[]} */
  const told = [];
  watchPresence(/** @type {any} */ ({}), (reason) => told.push(reason), connection.signal);
  see([{ isIntersecting: true }, { isIntersecting: false }]);
  document.become("hidden");
  see([{ isIntersecting: true }]);
  document.become("visible");
  assert.deepEqual(told, [null, "off screen", "off screen", "tab hidden", null]);
  connection.abort();
  document.become("hidden");
  assert.equal(told.length, 5);
  assert.ok(disconnected);
});

test("a browser that cannot observe counts as seen", (context) => {
  globals({ document: new FakeDocument(), IntersectionObserver: undefined }, context);
  /** @type {(string | null)[]} */
  const told = [];
  watchPresence(/** @type {any} */ ({}), (reason) => told.push(reason), new AbortController().signal);
  assert.deepEqual(told, [null]);
  assert.equal(prefersStillness(), false);
});
