import assert from "node:assert/strict";
import test from "node:test";
import { preloadOnIntent } from "../../static/client/runtime/preload.js";

/** @type {any} */ (globalThis).Worker = class {}; // a browser has it

/** @param {any} connection what the browser tells @param {import("node:test").TestContext} context */
function connected(connection, context) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { connection }, configurable: true });
  context.after(() =>
    before
      ? Object.defineProperty(globalThis, "navigator", before)
      : Reflect.deleteProperty(globalThis, "navigator"),
  );
}

/** @param {string} sign @returns {string[]} what was asked for */
function preloaded(sign) {
  const element = new EventTarget();
  /** @type {string[]} */
  const asked = [];
  preloadOnIntent(element, "/r/", undefined, new AbortController().signal, {
    preload: (runtime) => asked.push(runtime),
  });
  element.dispatchEvent(new Event(sign));
  element.dispatchEvent(new Event(sign));
  return asked;
}

for (const sign of ["pointerover", "focusin"]) {
  test(`${sign} brings the runtime here, once`, (context) => {
    connected({ saveData: false, effectiveType: "4g" }, context);
    assert.deepEqual(preloaded(sign), ["/r/"]);
  });
}

for (const connection of [{ saveData: true }, { type: "cellular" }, { effectiveType: "3g" }, undefined]) {
  test(`nothing is brought over ${JSON.stringify(connection) ?? "a connection that nothing is known of"}`, (context) => {
    connected(connection, context);
    assert.deepEqual(preloaded("pointerover"), []);
  });
}

test("a computer with a mouse is unmetered where the browser does not tell", (context) => {
  connected(undefined, context);
  Object.defineProperty(globalThis, "matchMedia", { value: () => ({ matches: true }), configurable: true });
  context.after(() => Reflect.deleteProperty(globalThis, "matchMedia"));
  assert.deepEqual(preloaded("focusin"), ["/r/"]);
});

test("nothing is brought to a browser without workers", (context) => {
  connected({ effectiveType: "4g" }, context);
  const { Worker } = globalThis;
  Reflect.deleteProperty(globalThis, "Worker");
  context.after(() => {
    globalThis.Worker = Worker;
  });
  assert.deepEqual(preloaded("pointerover"), []);
});
