import assert from "node:assert/strict";
import test from "node:test";
import { prefersReducedMotion, unmetRequirement } from "../../static/client/core/environment.js";
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
