// @ts-check
/**
 * The page's address keeps what the readers of its islands chose, so that Back, Forward, a reload and a sent link find it.
 *
 * The first change of a gesture makes a new entry of the history, those that follow rewrite it, and quiet after the
 * last one ends the gesture: Back walks from one decision to the one before, not through a slider's every step.
 * Each entry also holds all values as its state, since long ones do not fit into the address.
 */

import { readHash, writeHash } from "./hash.js";

/** @typedef {import("./hash.js").Texts} Texts */
/**
 * @typedef {{ location: Location, history: History, clock: Pick<import("../core/clock.js").Clock, "now" | "later" | "cancel">,
 *   show: (id: string) => void }} Place show: bring the island that a link leads to into view
 */

/** Quiet that ends a gesture. */
const GESTURE_MS = 600;
/** While a finger is down, its values wait; where it was lifted is written at once, as a reload may follow. */
const DOWN_MS = 350;
/** Browsers refuse more than about a hundred rewrites in ten seconds: this many are to spare, one more comes each time. */
const SPARE = { most: 40, each_ms: 200 };

export class Address {
  #place;
  /** @type {Map<string, (texts: Texts) => void>} */
  #islands = new Map();
  /** @type {Map<string, Texts>} */
  #texts;
  /** @type {string | undefined} the island that a link leads to, until it has come */
  #target;
  #open = false;
  /** @type {unknown} */
  #closing = null;
  /** @type {unknown} */
  #rewriting = null;
  #written = -Infinity;
  #spare = SPARE.most;

  /** @param {Place} place */
  constructor(place) {
    this.#place = place;
    this.#texts = this.#read() ?? new Map();
    this.#target = this.#linked();
  }

  /** What an island has in the address now. @param {string} id @returns {Texts} */
  texts(id) {
    return this.#texts.get(id) ?? {};
  }

  /** Take part, until the signal aborts. @param {string} id @param {(texts: Texts) => void} restore @param {AbortSignal} signal */
  connect(id, restore, signal) {
    this.#islands.set(id, restore);
    if (id === this.#target) {
      this.#target = undefined;
      this.#place.show(id);
    }
    signal.addEventListener("abort", () => this.#islands.get(id) === restore && this.#islands.delete(id));
  }

  /** Write what a reader chose. @param {string} id @param {Texts} texts @param {boolean} committed false while a finger is still down */
  change(id, texts, committed) {
    const { clock, history } = this.#place;
    const isNew = !same(texts, this.texts(id));
    if (isNew && !this.#open) {
      this.#write(history.replaceState, this.#place.location.hash); // so that Back finds what was before
      this.#take(id, texts);
      this.#write(history.pushState);
      this.#open = true;
    } else if (isNew || (committed && this.#rewriting !== null)) {
      this.#take(id, texts);
      clock.cancel(this.#rewriting);
      const wait = this.#wait(committed);
      if (wait > 0) this.#rewriting = clock.later(() => this.#rewrite(), wait);
      else this.#rewrite();
    }
    clock.cancel(this.#closing);
    if (committed && this.#open) this.#closing = clock.later(() => this.#close(), GESTURE_MS);
  }

  /** The reader went to another entry, or followed an anchor. */
  moved() {
    const { clock, history } = this.#place;
    clock.cancel(this.#closing);
    clock.cancel(this.#rewriting);
    this.#rewriting = null;
    this.#open = false;
    const found = this.#read();
    const linked = this.#linked();
    if (!found) return this.#write(history.replaceState, this.#place.location.hash); // a plain anchor changes no values
    this.#texts = found;
    for (const [id, restore] of this.#islands) restore(this.texts(id));
    if (linked && this.#islands.has(linked)) this.#place.show(linked);
  }

  /** The first island of a link that was followed; none where the reader went back to an entry that was here before. */
  #linked() {
    const { history, location } = this.#place;
    return history.state?.demos ? undefined : readHash(location.hash).keys().next().value;
  }

  /** @returns {Map<string, Texts> | null} */
  #read() {
    const kept = this.#place.history.state?.demos;
    if (kept) return new Map(Object.entries(kept));
    const found = readHash(this.#place.location.hash);
    return found.size ? found : null;
  }

  /** @param {string} id @param {Texts} texts */
  #take(id, texts) {
    if (Object.keys(texts).length) this.#texts.set(id, texts);
    else this.#texts.delete(id);
  }

  /** Write at once what waits to be written: the page is about to go. */
  flush() {
    if (this.#rewriting !== null) this.#rewrite();
  }

  /** How long the next rewriting must wait. @param {boolean} committed */
  #wait(committed) {
    const passed = this.#place.clock.now() - this.#written;
    const spare = this.#spare + passed / SPARE.each_ms;
    return Math.max(committed ? 0 : DOWN_MS - passed, (1 - spare) * SPARE.each_ms);
  }

  #rewrite() {
    this.#place.clock.cancel(this.#rewriting);
    this.#rewriting = null;
    this.#write(this.#place.history.replaceState);
  }

  #close() {
    this.flush();
    this.#open = false;
  }

  /** @param {History["pushState"]} put @param {string} [hash] */
  #write(put, hash) {
    const { location, history, clock } = this.#place;
    const passed = clock.now() - this.#written;
    this.#spare = Math.min(SPARE.most, this.#spare + passed / SPARE.each_ms) - 1;
    this.#written = clock.now();
    const known = [...this.#texts].filter(([id]) => this.#islands.has(id));
    const url = location.pathname + location.search + (hash ?? writeHash(known));
    try {
      put.call(history, { ...history.state, demos: Object.fromEntries(this.#texts) }, "", url);
    } catch {
      // The browser has had enough of rewriting, or the values are too large to keep: the page works without.
    }
  }
}

/** @param {Texts} one @param {Texts} other */
function same(one, other) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
