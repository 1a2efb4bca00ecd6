import assert from "node:assert/strict";
import test from "node:test";
import { readEdit, writeEdit } from "../../static/client/editor/edit-storage.js";
import { setGlobals } from "./fakes.js";

/** localStorage in memory. */
class FakeStorage {
  /** @type {Map<string, string>} */
  items = new Map();

  /** @param {string} key */
  getItem(key) {
    return this.items.get(key) ?? null;
  }

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    this.items.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this.items.delete(key);
  }
}

test("an edit is stored by page and element, until it is removed", (context) => {
  const localStorage = new FakeStorage();
  setGlobals({ localStorage, location: { pathname: "/blog/depth/" } }, context);
  writeEdit("depth", "x = 1");
  assert.equal(readEdit("depth"), "x = 1");
  assert.equal(readEdit("depth-2"), null);
  assert.deepEqual([...localStorage.items.keys()], ["sitegen:edit:/blog/depth/#depth"]);
  writeEdit("depth", null);
  assert.equal(readEdit("depth"), null);
});

test("a browser that forbids storage has no edits", (context) => {
  const refuse = () => {
    throw new DOMException("", "SecurityError");
  };
  const localStorage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  setGlobals({ localStorage, location: { pathname: "/" } }, context);
  writeEdit("depth", "x = 1");
  writeEdit("depth", null);
  assert.equal(readEdit("depth"), null);
});
