// @ts-check
/**
 * The page's address and history contain what readers choose in the islands, for Back, Forward, reload and
 * links.
 *
 * The first change of a gesture adds a history entry, later changes replace it, and a pause after the last
 * one ends the gesture: Back returns to the decision before, not to every step of a slider. Each entry also
 * contains all values as its state, since long ones are left out of the address.
 */

import { readHash, writeHash } from "./hash.js";

/** @typedef {import("./hash.js").Texts} Texts */
/** @typedef {import("../core/environment.js").Clock} Clock */
/**
 * What the address works on.
 * @typedef {object} Place
 * @property {Location} location
 * @property {History} history
 * @property {Pick<Clock, "now" | "later" | "cancel">} clock
 * @property {(id: string) => void} show scrolls to the island of a link
 */

/** A pause of this length ends a gesture. */
const GESTURE_MS = 600;
/**
 * The least time between two writes while a control is held. Its release is written at once: a reload may
 * follow.
 */
const HELD_MS = 350;
/**
 * Browsers refuse more than about a hundred writes in ten seconds: start with 40, regain one every 200 ms.
 */
const WRITES = { most: 40, regainMs: 200 };

export class Address {
  #place;
  /** @type {Map<string, (texts: Texts) => void>} */
  #islands = new Map();
  /** @type {Map<string, Texts>} */
  #texts;
  /** @type {string | undefined} the island of the link that was followed, until it connects */
  #target;
  #inGesture = false;
  /** @type {unknown} timer that ends the gesture */
  #gestureTimer = null;
  /** @type {unknown} timer of the next write; null: nothing is to be written */
  #writeTimer = null;
  #lastWrite = -Infinity;
  #writesLeft = WRITES.most;

  /** @param {Place} place */
  constructor(place) {
    this.#place = place;
    this.#texts = this.#read() ?? new Map();
    this.#target = this.#linked();
  }

  /** Return the values of an island. @param {string} id @returns {Texts} */
  texts(id) {
    return this.#texts.get(id) ?? {};
  }

  /**
   * Add an island, until the signal aborts.
   * @param {string} id
   * @param {(texts: Texts) => void} restore
   * @param {AbortSignal} signal
   */
  connect(id, restore, signal) {
    this.#islands.set(id, restore);
    if (id === this.#target) {
      this.#target = undefined;
      this.#place.show(id);
    }
    signal.addEventListener("abort", () => this.#islands.get(id) === restore && this.#islands.delete(id));
  }

  /**
   * Write what a reader chose.
   * @param {string} id
   * @param {Texts} texts
   * @param {boolean} committed false while a control is held
   */
  change(id, texts, committed) {
    const { clock, history, location } = this.#place;
    const isNew = !isEqual(texts, this.texts(id));
    if (isNew && !this.#inGesture) {
      this.#write(history.replaceState, location.hash); // so that Back finds the values from before
      this.#setTexts(id, texts);
      this.#write(history.pushState);
      this.#inGesture = true;
    } else if (isNew || (committed && this.#writeTimer !== null)) {
      this.#setTexts(id, texts);
      clock.cancel(this.#writeTimer);
      const wait = this.#wait(committed);
      if (wait > 0) this.#writeTimer = clock.later(() => this.#replace(), wait);
      else this.#replace();
    }
    clock.cancel(this.#gestureTimer);
    if (committed && this.#inGesture) this.#gestureTimer = clock.later(() => this.#endGesture(), GESTURE_MS);
  }

  /** The reader went to another history entry or followed an anchor. */
  onNavigate() {
    const { clock, history, location } = this.#place;
    clock.cancel(this.#gestureTimer);
    clock.cancel(this.#writeTimer);
    this.#writeTimer = null;
    this.#inGesture = false;
    const texts = this.#read();
    const linked = this.#linked();
    if (!texts) return this.#write(history.replaceState, location.hash); // a plain anchor changes no values
    this.#texts = texts;
    for (const [id, restore] of this.#islands) restore(this.texts(id));
    if (linked && this.#islands.has(linked)) this.#place.show(linked);
  }

  /** Write at once: the page is about to close. */
  flush() {
    if (this.#writeTimer !== null) this.#replace();
  }

  /**
   * Return the first island of a link that was followed; none for an entry that the page itself has written.
   */
  #linked() {
    const { history, location } = this.#place;
    return history.state?.demos ? undefined : readHash(location.hash).keys().next().value;
  }

  /** @returns {Map<string, Texts> | null} */
  #read() {
    const stored = this.#place.history.state?.demos;
    if (stored) return new Map(Object.entries(stored));
    const linked = readHash(this.#place.location.hash);
    return linked.size ? linked : null;
  }

  /** @param {string} id @param {Texts} texts */
  #setTexts(id, texts) {
    if (Object.keys(texts).length) this.#texts.set(id, texts);
    else this.#texts.delete(id);
  }

  /** Return how long the next write must wait. @param {boolean} committed */
  #wait(committed) {
    const passed = this.#place.clock.now() - this.#lastWrite;
    const writesLeft = this.#writesLeft + passed / WRITES.regainMs;
    return Math.max(committed ? 0 : HELD_MS - passed, (1 - writesLeft) * WRITES.regainMs);
  }

  #replace() {
    this.#place.clock.cancel(this.#writeTimer);
    this.#writeTimer = null;
    this.#write(this.#place.history.replaceState);
  }

  #endGesture() {
    this.flush();
    this.#inGesture = false;
  }

  /** @param {History["pushState"]} method @param {string} [hash] */
  #write(method, hash) {
    const { location, history, clock } = this.#place;
    const passed = clock.now() - this.#lastWrite;
    this.#writesLeft = Math.min(WRITES.most, this.#writesLeft + passed / WRITES.regainMs) - 1;
    this.#lastWrite = clock.now();
    const connected = [...this.#texts].filter(([id]) => this.#islands.has(id));
    const url = location.pathname + location.search + (hash ?? writeHash(connected));
    try {
      method.call(history, { ...history.state, demos: Object.fromEntries(this.#texts) }, "", url);
    } catch {
      // The browser refuses more writes, or the values are too large: the page works without.
    }
  }
}

/** @param {Texts} one @param {Texts} other */
function isEqual(one, other) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
