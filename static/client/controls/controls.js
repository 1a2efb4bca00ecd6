// @ts-check
/**
 * An island's controls: native inputs and pads on one side, values for Python and texts for links on the
 * other.
 */

import { KINDS } from "./fields.js";
import { connectInk } from "./ink.js";
import { connectPoints } from "./points-pad.js";
import { connectRecording } from "./recording.js";

/** @typedef {import("../core/protocol.js").Values} Values */
/** @typedef {import("./fields.js").Description} Description */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLButtonElement | HTMLTextAreaElement} Field */
/**
 * The elements of one control.
 * @typedef {object} Shown
 * @property {Field} field
 * @property {HTMLElement} box
 * @property {HTMLOutputElement | null} output
 * @property {string} text the text beside a slider for the author's value
 */
/**
 * How a control reports to the reader: `announce` to screen readers, `showNotice` to everyone.
 * @typedef {Pick<import("../core/status.js").Status, "announce" | "showNotice">} Reporter
 */
/** @typedef {(box: HTMLElement, control: any, reporter: Reporter, signal: AbortSignal) => void} Connect */

/**
 * Controls that need more than a native input.
 * @type {Readonly<Partial<Record<Description["kind"], Connect>>>}
 */
const CUSTOM_KINDS = { ink: connectInk, points: connectPoints, clip: connectRecording };

/**
 * Return the text beside a slider: at most four significant digits, with a true minus sign.
 * @param {number} value
 */
export function numberText(value) {
  return String(Number(value.toPrecision(4))).replaceAll("-", "−");
}

export class Controls {
  #root;
  #fieldsets;
  /** @type {Map<string, Shown>} */
  #shown = new Map();

  /**
   * @param {ParentNode} root
   * @param {Description[]} descriptions also of hidden controls, which keep the author's value
   */
  constructor(root, descriptions) {
    this.descriptions = descriptions;
    this.#root = root;
    this.#fieldsets = /** @type {NodeListOf<HTMLFieldSetElement>} */ (
      root.querySelectorAll(".demo-controls")
    );
    for (const { name } of descriptions) {
      const box = this.#box(name);
      const field = /** @type {Field | null} */ (box?.querySelector(`[name="${CSS.escape(name)}"]`) ?? null);
      const output = box?.querySelector("output") ?? null;
      if (box && field) this.#shown.set(name, { field, box, output, text: output?.textContent ?? "" });
    }
    /** Names of the controls whose change reaches the running loop. */
    this.live = new Set(
      descriptions.filter((control) => control.live || control.kind === "button").map(({ name }) => name),
    );
    /** @type {Values} what the reader has chosen */
    this.values = this.authorValues();
  }

  /** @returns {Values} */
  authorValues() {
    return Object.fromEntries(this.descriptions.map(({ name, value }) => [name, value]));
  }

  /** Whether the reader has chosen these values. @param {Values} values */
  match(values) {
    return Object.entries(this.values).every(([name, value]) => values[name] === value);
  }

  /**
   * Return what the reader changed, as texts. The seed is added, so that a link holds if the author's seed
   * changes.
   */
  texts() {
    const shown = this.descriptions.filter(({ name }) => this.#shown.has(name));
    if (shown.every(({ name, value }) => this.values[name] === value)) return {};
    const changed = shown.filter(({ name, kind, value }) => kind === "seed" || this.values[name] !== value);
    return Object.fromEntries(changed.map(({ name }) => [name, String(this.values[name])]));
  }

  /**
   * Enable the controls and listen to them, until the signal aborts.
   * @param {(isNew: boolean, committed: boolean) => void} onChange committed: the reader has released the
   *   control
   * @param {Reporter} reporter
   * @param {AbortSignal} signal
   */
  connect(onChange, reporter, signal) {
    const read = (/** @type {Event} */ { target, type }) => {
      const control = this.descriptions.find(({ name }) => this.#shown.get(name)?.field === target);
      if (control && control.kind !== "button") onChange(this.#read(control), type === "change");
    };
    const press = (/** @type {Event} */ { target }) => {
      const button = /** @type {Element} */ (target).closest("button");
      if (button && this.#press(button)) onChange(true, true);
    };
    for (const fieldset of this.#fieldsets) {
      fieldset.disabled = false;
      fieldset.addEventListener("input", read, { signal });
      fieldset.addEventListener("change", read, { signal });
      fieldset.addEventListener("click", press, { signal });
    }
    for (const control of this.descriptions) {
      const box = this.#box(control.name);
      if (box) CUSTOM_KINDS[control.kind]?.(box, control, reporter, signal);
    }
  }

  /**
   * Show the values of a link; the author's where the link has none, or one that is not valid.
   * @param {Record<string, string>} texts
   * @returns {boolean} whether a value changed
   */
  restore(texts) {
    const before = this.values;
    this.values = { ...before };
    for (const control of this.descriptions) {
      const { name, kind } = control;
      const shown = this.#shown.get(name);
      if (!shown) continue;
      const value = Object.hasOwn(texts, name) ? KINDS[kind].parse(control, texts[name]) : undefined;
      if (value === undefined || value === control.value) {
        this.#restoreAuthor(control, shown);
      } else {
        KINDS[kind].write(control, shown.field, value);
        // Read the input back, since it accepts only what a reader could choose. Not on a logarithmic track,
        // whose steps lie beside round numbers.
        this.#read(control, control.log ? value : undefined);
      }
    }
    return !this.match(before);
  }

  /**
   * Show these values, and the author's of the other controls.
   * @param {Values} values
   */
  choose(values) {
    this.restore(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])));
  }

  /** @param {string} name @returns {HTMLElement | null} */
  #box(name) {
    return this.#root.querySelector(`.demo-control[data-control="${CSS.escape(name)}"]`);
  }

  /**
   * Show the author's value, which may lie between two steps of a track.
   * @param {Description} control
   * @param {Shown} shown
   */
  #restoreAuthor(control, { field, box, output, text }) {
    const { name, kind, value } = control;
    const isUnchanged = this.values[name] === value;
    this.values[name] = value;
    delete box.dataset.changed;
    if (kind === "slider") {
      field.value = /** @type {HTMLInputElement} */ (field).defaultValue;
      if (output) output.value = text;
      field.setAttribute("aria-valuetext", text);
    } else if (!isUnchanged || kind === "seed") {
      KINDS[kind].write(control, field, value); // the input of a seed may contain a text that is no seed
    }
  }

  /**
   * Take the value of a control's input.
   * @param {Description} control
   * @param {Values[string]} [exact] the value, where the input cannot hold it exactly
   * @returns {boolean} whether it is new
   */
  #read(control, exact) {
    const { name, kind, unit } = control;
    const { field, box, output } = /** @type {Shown} */ (this.#shown.get(name));
    const value = exact ?? KINDS[kind].read(control, field);
    if (value === this.values[name]) return false;
    this.values[name] = value;
    box.toggleAttribute("data-changed", value !== control.value);
    if (output && typeof value === "number") {
      output.value = unit ? `${numberText(value)} ${unit}` : numberText(value);
      field.setAttribute("aria-valuetext", output.value);
    }
    return true;
  }

  /**
   * A button of the demo counts its presses; the button beside a seed draws a new seed.
   * @param {HTMLButtonElement} button
   */
  #press(button) {
    const control = this.descriptions.find(({ name }) => name === (button.dataset.seed ?? button.name));
    const shown = control && this.#shown.get(control.name);
    if (!control || !shown) return false;
    const isSeed = button.dataset.seed !== undefined;
    shown.field.value = String(
      isSeed ? Math.floor(Math.random() * 10000) : Number(this.values[control.name]) + 1,
    );
    return this.#read(control);
  }
}
