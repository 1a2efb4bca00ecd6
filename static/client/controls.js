// @ts-check
/** The reader's controls: native inputs on one side, values for Python on the other. */

/** @typedef {import("./protocol.js").Values} Values */
/**
 * @typedef {object} Description one control, as the page's JSON has it
 * @property {string} name
 * @property {"slider" | "choice" | "toggle" | "seed" | "button"} kind
 * @property {number | string | boolean} value the author's
 * @property {boolean} live
 * @property {boolean} [log]
 * @property {number} [min]
 * @property {number} [max]
 * @property {number | null} [step]
 * @property {string} [unit]
 * @property {(number | string)[]} [choices]
 */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLButtonElement} Field */

/** Text of a number beside its slider: four significant digits at most, with a true minus. @param {number} value */
export function numberText(value) {
  return String(Number(value.toPrecision(4))).replaceAll("-", "−");
}

/**
 * A place on a logarithmic track, 0 to 1, as a value within the limits: whole where the step is, else three significant digits.
 * @param {number} place @param {number} min @param {number} max @param {number | null} [step]
 */
export function logValue(place, min, max, step) {
  const exact = min * (max / min) ** place;
  const value = step === 1 ? Math.round(exact) : Number(exact.toPrecision(3));
  return Math.min(max, Math.max(min, value));
}

/** Reading and showing one kind of control. @type {Readonly<Record<Description["kind"], (control: Description, field: any) => Values[string]>>} */
const READ = {
  slider: (control, field) => {
    const place = Number(field.value);
    if (!control.log) return place;
    return logValue(place, /** @type {number} */ (control.min), /** @type {number} */ (control.max), control.step);
  },
  choice: (control, field) => /** @type {any} */ (control.choices)[Number(field.value)],
  toggle: (_control, field) => field.checked,
  seed: (control, field) => (field.checkValidity() && field.value !== "" ? Number(field.value) : control.value),
  button: (_control, field) => Number(field.value),
};

export class Controls {
  /** @type {Map<string, { field: Field, output: HTMLOutputElement | null, text: string }>} */
  #fields = new Map();

  /** @param {ParentNode} root @param {Description[]} descriptions also of the hidden ones, which keep the author's value */
  constructor(root, descriptions) {
    this.descriptions = descriptions;
    this.fieldset = /** @type {HTMLFieldSetElement | null} */ (root.querySelector(".demo-controls"));
    for (const { name } of descriptions) {
      const box = this.fieldset?.querySelector(`[data-control="${CSS.escape(name)}"]`);
      const field = /** @type {Field | null | undefined} */ (box?.querySelector(`[name="${CSS.escape(name)}"]`));
      const output = /** @type {HTMLOutputElement | null} */ (box?.querySelector("output") ?? null);
      if (field) this.#fields.set(name, { field, output, text: output?.textContent ?? "" });
    }
    this.live = new Set(descriptions.filter((control) => control.live || control.kind === "button").map(({ name }) => name));
    /** @type {Values} what the reader has chosen */
    this.values = this.authored();
  }

  /** The author's values. @returns {Values} */
  authored() {
    return Object.fromEntries(this.descriptions.map(({ name, value }) => [name, value]));
  }

  /** Let the reader at them; `changed` is called after every change. @param {() => void} changed @param {AbortSignal} signal */
  enable(changed, signal) {
    const { fieldset } = this;
    if (!fieldset) return;
    fieldset.disabled = false;
    const take = (/** @type {Event} */ event) => this.#take(/** @type {Element} */ (event.target)) && changed();
    fieldset.addEventListener("input", take, { signal });
    fieldset.addEventListener("change", take, { signal });
    fieldset.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("button");
      if (button && this.#press(button)) changed();
    }, { signal });
  }

  /** Put the author's values back. */
  reset() {
    this.values = this.authored();
    for (const control of this.descriptions) {
      const shown = this.#fields.get(control.name);
      if (!shown) continue;
      const { field, output, text } = shown;
      if (field instanceof HTMLInputElement) {
        field.value = field.defaultValue;
        field.checked = field.defaultChecked;
      } else if (field instanceof HTMLSelectElement) {
        for (const option of field.options) option.selected = option.defaultSelected;
      } else field.value = String(control.value);
      if (output) output.value = text;
      if (control.kind === "slider") field.setAttribute("aria-valuetext", text);
    }
  }

  /** Read the field of an event; true when its value is new. @param {Element} target */
  #take(target) {
    const control = this.descriptions.find(({ name }) => this.#fields.get(name)?.field === target);
    if (!control || control.kind === "button") return false;
    const { field, output } = /** @type {{ field: Field, output: HTMLOutputElement | null }} */ (this.#fields.get(control.name));
    const value = READ[control.kind](control, field);
    if (value === this.values[control.name]) return false;
    this.values[control.name] = value;
    if (output && typeof value === "number") {
      output.value = control.unit ? `${numberText(value)} ${control.unit}` : numberText(value);
      field.setAttribute("aria-valuetext", output.value);
    }
    return true;
  }

  /** A button of the demo counts its presses; the one beside a seed draws another seed. @param {HTMLButtonElement} button */
  #press(button) {
    const seed = button.dataset.seed;
    if (seed !== undefined) {
      const { field } = /** @type {{ field: Field }} */ (this.#fields.get(seed));
      field.value = String(Math.floor(Math.random() * 10000));
      return this.#take(field);
    }
    if (!(button.name in this.values)) return false;
    const presses = Number(this.values[button.name]) + 1;
    this.values[button.name] = presses;
    button.value = String(presses);
    return true;
  }
}
