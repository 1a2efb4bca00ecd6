// @ts-check
/**
 * The one script of a page with demos or code cells: what runs before the reader acts.
 *
 * It shows the controls. The rest, `core/islands.js`, is loaded when the reader first acts on an island or a
 * cell, when one comes near on an unmetered connection, or when the address contains control values. Events that happen while it loads are dispatched again
 * afterwards.
 */

import { isUnmetered, whenNear } from "./core/environment.js";
import { readEdit } from "./editor/edit-storage.js";

/**
 * @typedef {{ connect: () => void, disconnect: () => void }} Implementation what a custom element does after
 *   loading
 */
/** @typedef {Record<string, new (element: any) => Implementation>} Implementations by the element's name */

const PAD = ".demo-pad-surface";
/**
 * The events that load the rest, each with a selector of the elements on which it must be dispatched again.
 * Native inputs have already handled their own events. The earliest event is a pointer that comes near.
 * @type {Readonly<Record<string, string>>}
 */
const EVENTS = {
  pointerover: "",
  focusin: "",
  click: "button",
  input: "*",
  change: "*",
  keydown: PAD,
  pointerdown: PAD,
  pointermove: PAD,
  pointerup: PAD,
  pointercancel: PAD,
};
const ISLANDS = new URL("./core/islands.js", import.meta.url);
const LOAD_ERROR = "Could not load the demo code. Check your connection, then press Run again.";

/** @type {Set<LazyElement>} the elements in the page */
const elements = new Set();
/** @type {Event[]} events that happened while the rest was loading */
const pendingEvents = [];
/** @type {Implementations | null} */
let implementations = null;
let isLoading = false;
let failed = false;

/** Load the rest, once, and connect every element to it. */
function load() {
  if (isLoading || implementations) return;
  isLoading = true;
  import(ISLANDS.href).then(
    ({ IMPLEMENTATIONS }) => {
      implementations = IMPLEMENTATIONS;
      for (const element of elements) element.connect();
      for (const event of pendingEvents.splice(0)) event.target?.dispatchEvent(copyEvent(event));
    },
    () => {
      isLoading = false;
      failed = true;
      pendingEvents.length = 0;
      ISLANDS.searchParams.set("again", String(Date.now())); // browsers may cache the failure
      for (const element of elements) element.showLoadError();
    },
  );
}

/** @param {any} event @returns {Event} */
const copyEvent = (event) => new event.constructor(event.type, event);

class LazyElement extends HTMLElement {
  /** @type {Implementation | null} */
  #implementation = null;

  connectedCallback() {
    elements.add(this);
    if (implementations) return this.connect();
    for (const type in EVENTS) this.addEventListener(type, this);
    this.#removeAttributes(".demo-bar, .demo-source-bar > button, [data-action=record]", "hidden");
    this.#removeAttributes(".demo-controls, .stage-preset", "disabled");
    for (const pad of this.querySelectorAll(PAD)) pad.setAttribute("tabindex", "0");
    if (this.#hasSavedState()) load();
    else whenNear(this, () => isUnmetered() && load());
  }

  disconnectedCallback() {
    elements.delete(this);
    this.#implementation?.disconnect();
  }

  /** Called after loading. */
  connect() {
    for (const type in EVENTS) this.removeEventListener(type, this);
    this.#implementation ??= new /** @type {Implementations} */ (implementations)[this.localName](this);
    this.#implementation.connect();
  }

  showLoadError() {
    for (const part of this.querySelectorAll(".demo-notice, .demo-status")) {
      part.textContent = LOAD_ERROR;
      part.removeAttribute("hidden");
    }
  }

  /** @param {Event} event */
  handleEvent(event) {
    const selector = EVENTS[event.type];
    const repeated = selector ? /** @type {Element} */ (event.target).closest(selector) : null;
    // A second click on Run would cancel what the first one starts.
    const isSecondClick =
      repeated?.matches(".demo-primary") && pendingEvents.some(({ target }) => target === event.target);
    if (repeated && !isSecondClick) pendingEvents.push(event);
    if (repeated || !failed) load(); // after a failure only a real action tries again
  }

  /** @param {string} selector @param {string} attribute */
  #removeAttributes(selector, attribute) {
    for (const part of this.querySelectorAll(selector)) part.removeAttribute(attribute);
  }

  /** Whether there are control values in the address or in this history entry, or an edited program. */
  #hasSavedState() {
    return location.hash.includes("?") || history.state?.demos || readEdit(this.id) !== null;
  }
}

for (const name of ["demo-island", "code-cell"]) customElements.define(name, class extends LazyElement {});
addEventListener("hashchange", () => location.hash.includes("?") && load());
