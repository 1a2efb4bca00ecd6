import assert from "node:assert/strict";
import test from "node:test";
import { Address } from "../../static/client/url-state/address.js";
import { FakeClock } from "./fakes.js";

/** A browser's history: entries with an address and a state. */
class FakeHistory {
  place = 0;
  /** @type {string[]} */
  calls = [];

  /** @param {string} hash */
  constructor(hash) {
    /** @type {{ url: URL, state: any }[]} */
    this.entries = [{ url: new URL(`http://a/post/?q=1${hash}`), state: null }];
  }

  get state() {
    return this.entries[this.place].state;
  }

  get length() {
    return this.entries.length;
  }

  replaceState(/** @type {any} */ state, /** @type {string} */ _title, /** @type {string} */ url) {
    this.calls.push("replace");
    this.entries[this.place] = { url: new URL(url, this.entries[this.place].url), state };
  }

  pushState(/** @type {any} */ state, /** @type {string} */ title, /** @type {string} */ url) {
    this.calls.push("push");
    this.entries.splice(this.place + 1, Infinity, this.entries[this.place]);
    this.place += 1;
    this.replaceState(state, title, url);
    this.calls.pop();
  }
}

/** @param {string} [hash] */
function open(hash = "") {
  const history = new FakeHistory(hash);
  const clock = new FakeClock();
  /** @type {string[]} */
  const shown = [];
  const location = /** @type {any} */ ({
    get hash() {
      return history.entries[history.place].url.hash;
    },
    get pathname() {
      return history.entries[history.place].url.pathname;
    },
    get search() {
      return history.entries[history.place].url.search;
    },
  });
  const address = new Address({
    location,
    history: /** @type {any} */ (history),
    clock,
    show: (id) => shown.push(id),
  });
  /** @type {[string, Record<string, string>][]} */
  const restored = [];
  const connection = new AbortController();
  for (const id of ["depth", "ink"])
    address.connect(id, (texts) => restored.push([id, texts]), connection.signal);
  const go = (/** @type {number} */ steps) => {
    history.place += steps;
    address.onNavigate();
  };
  /** @param {string} fragment */
  const follow = (fragment) => {
    history.entries.splice(history.place + 1, Infinity, {
      url: new URL(fragment, history.entries[history.place].url),
      state: null,
    });
    go(1);
  };
  return { address, history, clock, location, restored, shown, go, follow, connection };
}

test("an island has the values of the link and is scrolled into view", () => {
  const { address, shown, history } = open("#depth?rate=0.1/ink?pad=0,0");
  assert.deepEqual(address.texts("depth"), { rate: "0.1" });
  assert.deepEqual(address.texts("ink"), { pad: "0,0" });
  assert.deepEqual(address.texts("other"), {});
  assert.deepEqual(shown, ["depth"]);
  assert.equal(history.calls.length, 0, "reading changes nothing");
});

test("a gesture is one history entry: the first change adds it, later ones replace it, not too often", () => {
  const { address, history, clock, location } = open("#results");
  for (const rate of ["0.1", "0.2", "0.3"]) address.change("depth", { rate }, false);
  assert.equal(history.length, 2);
  assert.equal(location.hash, "#depth?rate=0.1");
  clock.pass(400);
  assert.equal(location.hash, "#depth?rate=0.3");
  address.change("depth", { rate: "0.4" }, true);
  clock.pass(5000);
  assert.equal(location.hash, "#depth?rate=0.4");
  assert.equal(location.pathname + location.search, "/post/?q=1");
  assert.equal(history.length, 2);
  assert.equal(history.entries[0].url.hash, "#results", "what was before keeps its anchor");
});

test("a waiting write is done when the page closes", () => {
  const { address, location } = open();
  address.change("depth", { rate: "0.1" }, false);
  address.change("depth", { rate: "0.2" }, false);
  address.flush();
  assert.equal(location.hash, "#depth?rate=0.2");
});

test("a released control is written at once", () => {
  const { address, location } = open();
  for (const rate of ["0.1", "0.2", "0.3"]) address.change("depth", { rate }, false);
  address.change("depth", { rate: "0.3" }, true);
  assert.equal(location.hash, "#depth?rate=0.3");
  address.change("depth", { rate: "0.4" }, true);
  assert.equal(location.hash, "#depth?rate=0.4");
});

test("a repeating key never writes more often than browsers allow, and its last value is written", () => {
  const { address, clock, history, location } = open();
  /** @type {number[]} */
  const times = [];
  const { replaceState } = history;
  history.replaceState = (...given) => {
    times.push(clock.now());
    replaceState.apply(history, given);
  };
  for (let press = 1; press <= 900; press += 1) {
    address.change("depth", { rate: String(press) }, true);
    clock.pass(33);
  }
  const most = Math.max(
    ...times.map((begin) => times.filter((time) => time >= begin && time < begin + 10_000).length),
  );
  assert.ok(most <= 100 && most > 60, String(most));
  clock.pass(1000);
  assert.equal(location.hash, "#depth?rate=900");
});

test("a held control keeps the gesture open, a pause after its release ends it", () => {
  const { address, history, clock } = open();
  address.change("depth", { rate: "0.1" }, false);
  clock.pass(10_000);
  address.change("depth", { rate: "0.2" }, true);
  assert.equal(history.length, 2);
  clock.pass(300);
  address.change("depth", { rate: "0.3" }, true); // a key pressed again and again
  clock.pass(300);
  address.change("depth", { rate: "0.4" }, true);
  assert.equal(history.length, 2);
  clock.pass(1000);
  address.change("depth", { rate: "0.5" }, true);
  assert.equal(history.length, 3);
});

test("back and forward restore every island, also values too long for an address", () => {
  const { address, clock, restored, go, location } = open();
  const long = "0.123,0.456 ".repeat(400);
  address.change("depth", { rate: "0.1" }, true);
  clock.pass(1000);
  address.change("ink", { pad: long }, true);
  clock.pass(1000);
  assert.equal(location.hash, "#depth?rate=0.1");
  go(-1);
  assert.deepEqual(restored.splice(0), [
    ["depth", { rate: "0.1" }],
    ["ink", {}],
  ]);
  go(-1);
  assert.deepEqual(restored.splice(0), [
    ["depth", {}],
    ["ink", {}],
  ]);
  go(2);
  assert.deepEqual(restored.splice(0), [
    ["depth", { rate: "0.1" }],
    ["ink", { pad: long }],
  ]);
});

test("going back in the middle of a gesture ends it", () => {
  const { address, history, clock, go } = open();
  address.change("depth", { rate: "0.1" }, false);
  address.change("depth", { rate: "0.2" }, false);
  go(-1);
  clock.pass(5000);
  assert.equal(
    history.entries[0].url.hash,
    "",
    "what waited to be written is not written over the entry before",
  );
  address.change("depth", { rate: "0.3" }, true);
  assert.equal(history.length, 2);
});

test("reset leaves no hash, and back finds the values again", () => {
  const { address, clock, location, restored, go } = open("#depth?rate=0.1");
  address.change("depth", {}, true);
  clock.pass(1000);
  assert.equal(location.hash, "");
  go(-1);
  assert.equal(location.hash, "#depth?rate=0.1");
  assert.deepEqual(restored[0], ["depth", { rate: "0.1" }]);
});

test("a plain anchor changes no values, and going back to it neither", () => {
  const { address, clock, restored, follow, go, shown } = open();
  address.change("depth", { rate: "0.1" }, true);
  clock.pass(1000);
  follow("#results");
  assert.deepEqual(restored, []);
  address.change("depth", { rate: "0.2" }, true);
  clock.pass(1000);
  go(-1);
  assert.deepEqual(restored[0], ["depth", { rate: "0.1" }]);
  assert.deepEqual(shown, []);
});

test("a link with values in the same page restores them and shows its island", () => {
  const { restored, follow, shown } = open();
  follow("#ink?pad=1,1");
  assert.deepEqual(restored, [
    ["depth", {}],
    ["ink", { pad: "1,1" }],
  ]);
  assert.deepEqual(shown, ["ink"]);
});

test("the same values again write nothing", () => {
  const { address, history } = open("#depth?rate=0.1");
  address.change("depth", { rate: "0.1" }, true);
  assert.equal(history.calls.length, 0);
});

test("an island that has left the page is neither restored nor written", () => {
  const { address, connection, clock, location, restored, go } = open();
  address.change("depth", { rate: "0.1" }, true);
  clock.pass(1000);
  connection.abort();
  address.connect("ink", () => {}, new AbortController().signal);
  address.change("ink", { pad: "1,1" }, true);
  assert.equal(location.hash, "#ink?pad=1,1");
  go(-1);
  assert.deepEqual(restored, []);
});

test("a browser that refuses to write breaks nothing", () => {
  const { address, history } = open();
  history.pushState = () => {
    throw new DOMException("too often", "SecurityError");
  };
  address.change("depth", { rate: "0.1" }, true);
  assert.deepEqual(address.texts("depth"), { rate: "0.1" });
});
