// @ts-check
/** The reader's controls: native inputs on one side, values for Python and texts for links on the other. */

import { KINDS } from "./fields.js";

/** @typedef {import("../core/protocol.js").Values} Values */
/** @typedef {import("./fields.js").Description} Description */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLButtonElement | HTMLTextAreaElement} Field */
/** @typedef {{ field: Field, box: HTMLElement, output: HTMLOutputElement | null, text: string }} Shown text: the author's, beside a slider */

/** Text of a number beside its slider: four significant digits at most, with a true minus. @param {number} value */
export function numberText(value) {
  return String(Number(value.toPrecision(4))).replaceAll("-", "−");
}

export class Controls {
  #fieldset;

  /** @type {Map<string, Shown>} */
  #fields = new Map();

  /** @param {ParentNode} root @param {Description[]} descriptions also of the hidden ones, which keep the author's value */
  constructor(root, descriptions) {
    this.descriptions = descriptions;
    this.#fieldset = /** @type {HTMLFieldSetElement | null} */ (root.querySelector(".demo-controls"));
    for (const { name } of descriptions) {
      const box = /** @type {HTMLElement | null | undefined} */ (this.#fieldset?.querySelector(`[data-control="${CSS.escape(name)}"]`));
      const field = /** @type {Field | null | undefined} */ (box?.querySelector(`[name="${CSS.escape(name)}"]`));
      const output = /** @type {HTMLOutputElement | null} */ (box?.querySelector("output") ?? null);
      if (box && field) this.#fields.set(name, { field, box, output, text: output?.textContent ?? "" });
    }
    this.live = new Set(descriptions.filter((control) => control.live || control.kind === "button").map(({ name }) => name));
    /** @type {Values} what the reader has chosen */
    this.values = this.authored();
  }

  /** The author's values. @returns {Values} */
  authored() {
    return Object.fromEntries(this.descriptions.map(({ name, value }) => [name, value]));
  }

  /** Whether these are the values that the reader has chosen. @param {Values} values */
  match(values) {
    return Object.entries(this.values).every(([name, value]) => values[name] === value);
  }

  /** What the reader changed, as texts, and the seed beside it, so that a link holds should the author's seed change. */
  texts() {
    const shown = this.descriptions.filter(({ name }) => this.#fields.has(name));
    if (shown.every(({ name, value }) => this.values[name] === value)) return {};
    const told = shown.filter(({ name, kind, value }) => kind === "seed" || this.values[name] !== value);
    return Object.fromEntries(told.map(({ name }) => [name, String(this.values[name])]));
  }

  /**
   * Let the reader at them.
   * @param {(isNew: boolean, committed: boolean) => void} changed after every change; committed: the finger is up again
   * @param {AbortSignal} signal
   */
  enable(changed, signal) {
    const fieldset = this.#fieldset;
    if (!fieldset) return;
    fieldset.disabled = false;
    const take = (/** @type {Event} */ { target, type }) => {
      const control = this.descriptions.find(({ name }) => this.#fields.get(name)?.field === target);
      if (control && control.kind !== "button") changed(this.#take(control), type === "change");
    };
    fieldset.addEventListener("input", take, { signal });
    fieldset.addEventListener("change", take, { signal });
    fieldset.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("button");
      if (button && this.#press(button)) changed(true, true);
    }, { signal });
  }

  /** Show the values of a link, or of none; the author's where it has none, or one that does not fit. True when one is new. @param {Record<string, string>} texts */
  restore(texts) {
    const before = this.values;
    this.values = { ...before };
    for (const control of this.descriptions) {
      const { name, kind } = control;
      const shown = this.#fields.get(name);
      if (!shown) continue;
      const value = Object.hasOwn(texts, name) ? KINDS[kind].parse(control, texts[name]) : undefined;
      if (value === undefined || value === control.value) this.#author(control, shown);
      else {
        KINDS[kind].write(control, shown.field, value);
        // Read back what a reader could have chosen; a logarithmic track's steps miss round numbers, which are kept.
        this.#take(control, control.log ? value : undefined);
      }
    }
    return !this.match(before);
  }

  /** Back to the author's value, whose place on a track may lie between two of its steps. @param {Description} control @param {Shown} shown */
  #author(control, { field, box, output, text }) {
    const { name, kind, value } = control;
    const here = this.values[name] === value;
    this.values[name] = value;
    delete box.dataset.changed;
    if (kind === "slider") {
      field.value = /** @type {HTMLInputElement} */ (field).defaultValue;
      if (output) output.value = text;
      field.setAttribute("aria-valuetext", text);
    } else if (!here || kind === "seed") KINDS[kind].write(control, field, value); // a seed's input may hold what is none
  }

  /** Read a control's input; true when its value is new. @param {Description} control @param {Values[string]} [value] another than the input's */
  #take(control, value) {
    const { name, kind, unit } = control;
    const { field, box, output } = /** @type {Shown} */ (this.#fields.get(name));
    value ??= KINDS[kind].read(control, field);
    if (value === this.values[name]) return false;
    this.values[name] = value;
    box.toggleAttribute("data-changed", value !== control.value);
    if (output && typeof value === "number") {
      output.value = unit ? `${numberText(value)} ${unit}` : numberText(value);
      field.setAttribute("aria-valuetext", output.value);
    }
    return true;
  }

  /** A button of the demo counts its presses; the one beside a seed draws another seed. @param {HTMLButtonElement} button */
  #press(button) {
    const control = this.descriptions.find(({ name }) => name === (button.dataset.seed ?? button.name));
    const shown = control && this.#fields.get(control.name);
    if (!control || !shown) return false;
    const drawn = button.dataset.seed !== undefined;
    shown.field.value = String(drawn ? Math.floor(Math.random() * 10000) : Number(this.values[control.name]) + 1);
    return this.#take(control);
  }
}
