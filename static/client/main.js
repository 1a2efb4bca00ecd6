// @ts-check
/**
 * The one script of a page with demos or code cells: what runs before the reader acts.
 *
 * It shows the controls, and loads the rest, `live.js`, at the reader's first act on an island or a cell, or for an
 * address that holds values. What the reader did meanwhile is done again when that is there.
 */

import { recall } from "./editor/edit-storage.js";

/** @typedef {{ connect: () => void, disconnect: () => void }} Life what stands behind an element once the rest is there */
/** @typedef {Record<string, new (element: any) => Life>} Program by the element's name */

const PAD = ".demo-pad-surface";
/**
 * By what a reader acts, and where that must be done again; native inputs have done their part by themselves.
 * A pointer that comes near is the earliest.
 * @type {Readonly<Record<string, string>>}
 */
const ACTS = { pointerover: "", focusin: "", click: "button", input: "*", change: "*", keydown: PAD, pointerdown: PAD, pointermove: PAD,
  pointerup: PAD, pointercancel: PAD };
const PROGRAM = new URL("./core/islands.js", import.meta.url);

/** @type {Set<Resting>} in the page now */
const elements = new Set();
/** @type {Event[]} what the reader did while the rest was on its way */
const missed = [];
/** @type {Program | null} */
let program = null;
/** @type {Promise<void> | null} */
let loading = null;
let failed = false;

/** Load the rest, once, and bring every element to life. */
function wake() {
  loading ??= import(PROGRAM.href).then(({ LIVES }) => {
    program = LIVES;
    for (const element of elements) element.live();
    for (const event of missed.splice(0)) event.target?.dispatchEvent(repeat(event));
  }, () => {
    loading = null;
    failed = true;
    missed.length = 0;
    PROGRAM.searchParams.set("again", String(Date.now())); // browsers may remember what failed
    for (const element of elements) element.fail();
  });
}

/** @param {any} event @returns {Event} */
const repeat = (event) => new event.constructor(event.type, event);

class Resting extends HTMLElement {
  /** @type {Life | null} */
  #life = null;

  connectedCallback() {
    elements.add(this);
    if (program) return this.live();
    for (const type in ACTS) this.addEventListener(type, this);
    for (const part of this.querySelectorAll(".demo-bar, .demo-source-bar > button, [data-action=record]")) part.removeAttribute("hidden");
    for (const part of this.querySelectorAll(".demo-controls")) part.removeAttribute("disabled");
    for (const part of this.querySelectorAll(".demo-pad-surface")) part.setAttribute("tabindex", "0");
    if (this.#kept()) wake();
  }

  disconnectedCallback() {
    elements.delete(this);
    this.#life?.disconnect();
  }

  /** The rest is there. */
  live() {
    for (const type in ACTS) this.removeEventListener(type, this);
    this.#life ??= new /** @type {Program} */ (program)[this.localName](this);
    this.#life.connect();
  }

  /** The rest could not be loaded: say so where the reader looks. */
  fail() {
    for (const part of this.querySelectorAll(".demo-notice, .demo-status")) {
      part.textContent = "The program for this could not be loaded. Is there a network? Press Run to try again.";
      part.removeAttribute("hidden");
    }
  }

  /** @param {Event} event */
  handleEvent(event) {
    const where = ACTS[event.type];
    const again = where ? /** @type {Element} */ (event.target).closest(where) : null;
    const impatient = again?.matches(".demo-primary") && missed.some(({ target }) => target === event.target);
    if (again && !impatient) missed.push(event); // the second click would cancel
    if (again || !failed) wake(); // where it has failed, a pointer that passes by does not ask again
  }

  /** Whether something is to be restored: values in the address or in this entry of the history, an edited cell. */
  #kept() {
    return location.hash.includes("?") || history.state?.demos || recall(this.id) !== null;
  }
}

for (const name of ["demo-island", "code-cell"]) customElements.define(name, class extends Resting {});
addEventListener("hashchange", () => location.hash.includes("?") && wake());
