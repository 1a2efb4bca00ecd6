import assert from "node:assert/strict";
import test from "node:test";
import { RunLimit, VisibilityPause, watchVisibility } from "../../static/client/core/auto-pause.js";
import { FakeClock, setGlobals } from "./fakes.js";

/** A document that can be hidden. */
class FakeDocument extends EventTarget {
  visibilityState = "visible";

  /** @param {string} state */
  setVisibility(state) {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

test("the limit needs many steps and some time without the reader", () => {
  const clock = new FakeClock();
  const limit = new RunLimit(12, clock);
  assert.equal(limit.reached(0), false);
  assert.equal(limit.reached(100_000), false, "many steps, but in no time");
  clock.pass(60_000);
  assert.equal(limit.reached(4_999), false, "long, but few steps");
  assert.equal(limit.reached(5_000), true);
});

test("the limit is ten times the poster's steps where that is more", () => {
  const clock = new FakeClock();
  const limit = new RunLimit(1_000, clock);
  limit.reached(0);
  clock.pass(600_000);
  assert.equal(limit.reached(9_999), false);
  assert.equal(limit.reached(10_000), true);
});

test("after an action of the reader and after a new start the limit counts again", () => {
  const clock = new FakeClock();
  const limit = new RunLimit(0, clock);
  limit.reached(0);
  clock.pass(60_000);
  assert.equal(limit.reached(6_000), true);
  limit.reset();
  assert.equal(limit.reached(6_001), false);
  clock.pass(60_000);
  assert.equal(limit.reached(11_000), false);
  assert.equal(limit.reached(11_001), true);
  assert.equal(limit.reached(3), false, "a new run");
  assert.equal(limit.reached(5_003), false);
});

test("a hidden tab and an element off screen are reasons to pause, until both end", (context) => {
  const document = new FakeDocument();
  /** @type {(entries: { isIntersecting: boolean }[]) => void} */
  let observe = () => {};
  let disconnected = false;
  class Observer {
    /** @param {typeof observe} callback */
    constructor(callback) {
      observe = callback;
    }

    observe() {}

    disconnect() {
      disconnected = true;
    }
  }
  setGlobals({ document, IntersectionObserver: Observer }, context);
  const connection = new AbortController();
  /** @type {(string | null)[]} */
  const reports = [];
  watchVisibility(/** @type {any} */ ({}), (reason) => reports.push(reason), connection.signal);
  observe([{ isIntersecting: true }, { isIntersecting: false }]);
  document.setVisibility("hidden");
  observe([{ isIntersecting: true }]);
  document.setVisibility("visible");
  assert.deepEqual(reports, [null, "off screen", "off screen", "tab hidden", null]);
  connection.abort();
  document.setVisibility("hidden");
  assert.equal(reports.length, 5);
  assert.ok(disconnected);
});

test("an element counts as visible in a browser that cannot observe it", (context) => {
  setGlobals({ document: new FakeDocument(), IntersectionObserver: undefined }, context);
  /** @type {(string | null)[]} */
  const reports = [];
  watchVisibility(/** @type {any} */ ({}), (reason) => reports.push(reason), new AbortController().signal);
  assert.deepEqual(reports, [null]);
});

test("a run pauses while it is not visible and resumes afterwards", () => {
  const root = /** @type {any} */ ({ dataset: {} });
  /** @type {string[]} */
  const calls = [];
  let playing = true;
  const visibility = new VisibilityPause(root, {
    playing: () => playing,
    pause: (why) => {
      calls.push(why);
      playing = false;
    },
    resume: () => calls.push("resume"),
  });
  visibility.update("tab hidden");
  assert.equal(root.dataset.waiting, "tab hidden");
  visibility.update(null);
  assert.deepEqual(calls, ["Paused: tab hidden.", "resume"]);
  assert.deepEqual(root.dataset, {});
});

test("a run that the reader paused meanwhile does not resume", () => {
  const root = /** @type {any} */ ({ dataset: {} });
  const run = { playing: () => true, pause: () => {}, resume: () => assert.fail("resumed") };
  const visibility = new VisibilityPause(root, run);
  visibility.update("off screen");
  visibility.cancel();
  visibility.update(null);
});
