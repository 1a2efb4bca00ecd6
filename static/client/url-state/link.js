// @ts-check
/** An island's part in the page's address, and the link that the reader may take along. */

import { Address } from "./address.js";
import { pageClock } from "../core/clock.js";
import { fits, writeHash } from "./hash.js";

const TOO_LONG = "What you drew or recorded is too long for a link and is left out of it.";

/** The address of this page. */
const pageAddress = new Address({ location, history, clock: pageClock, show: (id) => document.getElementById(id)?.scrollIntoView() });
globalThis.addEventListener("popstate", () => pageAddress.moved());
globalThis.addEventListener("pagehide", () => pageAddress.flush());

export class Sharing {
  #parts;
  #id;
  #told = false;

  /** @param {import("../core/island-parts.js").IslandParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#id = parts.root.id;
  }

  /** Show what the address says, now and whenever it changes. @param {() => void} restored some value is new @param {AbortSignal} signal */
  connect(restored, signal) {
    const restore = (/** @type {import("./hash.js").Texts} */ texts) => void (this.#parts.controls.restore(texts) && restored());
    pageAddress.connect(this.#id, restore, signal);
    const texts = pageAddress.texts(this.#id);
    if (Object.keys(texts).length) restore(texts); // else what the reader has set while this was loaded stays
  }

  /** Write the controls' values into the address. @param {boolean} committed */
  write(committed) {
    const texts = this.#parts.controls.texts();
    pageAddress.change(this.#id, texts, committed);
    const long = Object.values(texts).some((text) => !fits(text));
    if (long && committed && !this.#told) this.#parts.status.announce(TOO_LONG);
    this.#told = long && (committed || this.#told);
  }

  /** Put a link to this island with its values on the clipboard, or where the reader can take it from. */
  async copy() {
    const { controls, status } = this.#parts;
    const texts = controls.texts();
    const url = new URL(writeHash([[this.#id, texts]]) || `#${this.#id}`, location.href).href;
    const left = Object.values(texts).some((text) => !fits(text)) ? ` ${TOO_LONG}` : "";
    try {
      await navigator.clipboard.writeText(url);
      status.inform(`The link is copied.${left}`);
    } catch {
      // No clipboard without https, or it was not allowed.
      status.offer(`This is the link to copy.${left}`, url);
    }
  }
}
