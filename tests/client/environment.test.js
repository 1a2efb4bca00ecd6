import assert from "node:assert/strict";
import test from "node:test";
import { prefersReducedMotion, unmetRequirement, whenNear } from "../../static/client/core/environment.js";
import { setGlobals } from "./fakes.js";

test("a requirement that is not met has a message", (context) => {
  setGlobals({ Worker: class {} }, context);
  assert.equal(unmetRequirement(), null);
  setGlobals({ Worker: undefined }, context);
  assert.match(String(unmetRequirement()), /worker/);
  setGlobals({ WebAssembly: undefined }, context);
  assert.match(String(unmetRequirement()), /WebAssembly/);
});

test("a browser without media queries prefers no reduced motion", () => {
  assert.equal(prefersReducedMotion(), false);
});

/** Watch an element with `whenNear`; returns how often it was called, and what the browser reports. */
function watch(/** @type {import("node:test").TestContext} */ context, /** @type {object} */ connection) {
  const element = /** @type {any} */ (new EventTarget());
  const calls = { count: 0 };
  /** @type {((entries: { isIntersecting: boolean }[]) => void)[]} */
  const observers = [];
  const FakeObserver = class {
    constructor(/** @type {any} */ report) {
      observers.push(report);
    }
    observe() {}
    disconnect() {
      observers.pop();
    }
  };
  setGlobals({ IntersectionObserver: FakeObserver, navigator: { connection } }, context);
  const controller = new AbortController();
  const count = () => {
    calls.count += 1;
  };
  whenNear(element, count, controller.signal);
  return { element, calls, observers, controller };
}

test("what an island needs is loaded when it comes near, once", (context) => {
  const { calls, observers } = watch(context, { effectiveType: "4g" });
  observers[0]([{ isIntersecting: false }]);
  assert.equal(calls.count, 0);
  observers[0]([{ isIntersecting: true }]);
  assert.deepEqual([calls.count, observers.length], [1, 0]);
});

test("on a metered connection it is loaded when the pointer or the focus comes", (context) => {
  const { element, calls, observers } = watch(context, { saveData: true });
  assert.equal(observers.length, 0);
  element.dispatchEvent(new Event("focusin"));
  assert.equal(calls.count, 1);
});

test("an element that leaves the page is not watched any more", (context) => {
  const { element, calls, observers, controller } = watch(context, { effectiveType: "4g" });
  controller.abort();
  element.dispatchEvent(new Event("focusin"));
  assert.deepEqual([calls.count, observers.length], [0, 0]);
});
