// @ts-check
/** The control values of an island in the page's address, and the link that the reader can copy. */

import { pageClock } from "../core/environment.js";
import { Address } from "./address.js";
import { fits, writeHash } from "./hash.js";

const TOO_LONG = "Your drawing or recording is too long for a link and is not part of it.";

const pageAddress = new Address({
  location,
  history,
  clock: pageClock,
  show: (id) => document.getElementById(id)?.scrollIntoView(),
});
globalThis.addEventListener("popstate", () => pageAddress.onNavigate());
globalThis.addEventListener("pagehide", () => pageAddress.flush());

export class IslandLink {
  #parts;
  #id;
  #announced = false;

  /** @param {import("../core/island-parts.js").IslandParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#id = parts.root.id;
  }

  /**
   * Show the values of the address, now and whenever the reader goes to another history entry.
   * @param {() => void} onRestore called when a value changed
   * @param {AbortSignal} signal
   */
  connect(onRestore, signal) {
    const restore = (/** @type {import("./hash.js").Texts} */ texts) => {
      if (this.#parts.controls.restore(texts)) onRestore();
    };
    pageAddress.connect(this.#id, restore, signal);
    const texts = pageAddress.texts(this.#id);
    if (Object.keys(texts).length) restore(texts); // else values that the reader chose while loading stay
  }

  /** Write the controls' values into the address. @param {boolean} committed */
  write(committed) {
    const texts = this.#parts.controls.texts();
    pageAddress.change(this.#id, texts, committed);
    const isTooLong = hasLongText(texts);
    if (isTooLong && committed && !this.#announced) this.#parts.status.announce(TOO_LONG);
    this.#announced = isTooLong && (committed || this.#announced);
  }

  /** Copy a link to this island with its values, or show the link where the clipboard cannot be used. */
  async copy() {
    const { controls, status } = this.#parts;
    const texts = controls.texts();
    const url = new URL(writeHash([[this.#id, texts]]) || `#${this.#id}`, location.href).href;
    const note = hasLongText(texts) ? ` ${TOO_LONG}` : "";
    try {
      await navigator.clipboard.writeText(url);
      status.showNotice(`The link is copied.${note}`);
    } catch {
      // The page is not on https, or the reader did not allow it.
      status.showLink(`Copy this link.${note}`, url);
    }
  }
}

/** @param {import("./hash.js").Texts} texts */
function hasLongText(texts) {
  return Object.values(texts).some((text) => !fits(text));
}
