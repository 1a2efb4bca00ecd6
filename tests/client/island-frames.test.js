import assert from "node:assert/strict";
import test from "node:test";
import { IslandFrames } from "../../static/client/core/island-frames.js";

const EMPTY = JSON.stringify({ runs: [], columns: {} });

/**
 * Return an island's frames, and what happened to them.
 * @param {import("node:test").TestContext} context
 * @param {{ url?: string, status?: number, isHovered?: boolean }} given
 */
function island(context, { url = "/a.frames", status = 200, isHovered = false }) {
  /** @type {string[]} */
  const log = [];
  context.mock.method(globalThis, "fetch", async (/** @type {string} */ address) => {
    log.push(address);
    return new Response(EMPTY, { status });
  });
  const root = /** @type {any} */ (new EventTarget());
  root.dataset = url ? { frames: url } : {};
  root.matches = () => isHovered;
  const frames = new IslandFrames(root, { descriptions: [] }, () => log.push("loaded"));
  frames.connect(new AbortController().signal);
  return { root, frames, log };
}

test("the frames are loaded once, at the first sign that the reader wants the demo", async (context) => {
  const { root, frames, log } = island(context, {});
  assert.equal(frames.isSettled, false);
  assert.deepEqual(log, []);
  root.dispatchEvent(new Event("pointerover"));
  root.dispatchEvent(new Event("focusin"));
  await frames.load();
  assert.deepEqual(log, ["/a.frames", "loaded"]);
  assert.equal(frames.isSettled, true);
  assert.notEqual(frames.frames, null);
});

test("a pointer that is there already is such a sign", async (context) => {
  const { frames, log } = island(context, { isHovered: true });
  await frames.load();
  assert.deepEqual(log, ["/a.frames", "loaded"]);
});

test("where loading fails, Python answers alone", async (context) => {
  const { frames, log } = island(context, { status: 404 });
  await frames.load();
  assert.deepEqual(log, ["/a.frames"]);
  assert.equal(frames.isSettled, true);
  assert.equal(frames.frames, null);
});

test("an island without frames waits for none", async (context) => {
  const { frames, log } = island(context, { url: "" });
  assert.equal(frames.isSettled, true);
  await frames.load();
  assert.deepEqual(log, []);
});
