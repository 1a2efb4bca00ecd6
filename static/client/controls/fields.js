// @ts-check
/** One row per kind of control: read its input, write a value into it, parse the text of a link. */

import { readStrokes } from "./ink.js";
import { RESTORED } from "./pad.js";
import { readPoints } from "./points.js";

/** @typedef {import("../core/protocol.js").Values[string]} Value */
/**
 * @typedef {object} Description one control, from the JSON in the page
 * @property {string} name
 * @property {"slider" | "choice" | "toggle" | "seed" | "button" | "text" | "ink" | "points" | "clip"} kind
 * @property {string} label
 * @property {Value} value the author's
 * @property {boolean} live
 * @property {boolean} [log]
 * @property {number} [min]
 * @property {number} [max]
 * @property {number | null} [step]
 * @property {string} [unit]
 * @property {(number | string)[]} [choices]
 * @property {number} [most] the largest number of letters in a text, or of points
 * @property {number} [lines]
 * @property {number} [width] of a drawing, in pixels
 * @property {number} [height]
 * @property {number} [brush] diameter, in pixels
 * @property {[number, number]} [x_range]
 * @property {[number, number]} [y_range]
 * @property {string[]} [classes]
 * @property {[string, string][]} [clips] name and label
 * @property {number} [rate] samples per second
 * @property {number} [most_seconds]
 */
/**
 * @typedef {object} Kind
 * @property {(control: Description, field: any) => Value} read
 * @property {(control: Description, field: any, value: any) => void} write
 * @property {(control: Description, text: string) => Value | undefined} parse undefined: not a value of this
 *   control
 */

/**
 * Return the value at a position on a logarithmic track: a whole number where the step is 1, else with three
 * significant digits.
 * @param {number} position 0 to 1
 * @param {number} min
 * @param {number} max
 * @param {number | null} [step]
 */
export function logValue(position, min, max, step) {
  const exact = min * (max / min) ** position;
  const value = step === 1 ? Math.round(exact) : Number(exact.toPrecision(3));
  return Math.min(max, Math.max(min, value));
}

/**
 * Add a reader's recording to the clips, and select it.
 * @param {HTMLSelectElement} field
 * @param {string} text
 */
export function offerRecording(field, text) {
  let option = [...field.options].find(({ value }) => value.startsWith("rec:"));
  if (!option) {
    option = new Option("Your recording");
    field.append(option);
  }
  option.value = text;
  field.value = text;
}

/** @param {string} text @param {number} most */
const whole = (text, most) => (/^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : undefined);
/** @param {any} _control @param {any} field */
const readText = (_control, field) => field.value;
/** @param {any} _control @param {any} field @param {any} value */
const writeText = (_control, field, value) => {
  field.value = String(value);
};
/** @param {any} _control @param {any} field @param {any} value */
const writePad = (_control, field, value) => {
  field.value = String(value);
  field.dispatchEvent(new CustomEvent(RESTORED));
};

/** @type {Readonly<Record<Description["kind"], Kind>>} */
export const KINDS = {
  slider: {
    read: (control, field) => {
      const position = Number(field.value);
      return control.log
        ? logValue(position, Number(control.min), Number(control.max), control.step)
        : position;
    },
    write: ({ log, min, max }, field, value) => {
      const low = Number(min);
      field.value = String(log ? Math.log(value / low) / Math.log(Number(max) / low) : value);
    },
    parse: ({ log, min, max, step }, text) => {
      const number = text.trim() ? Number(text) : NaN;
      const isValid =
        number >= Number(min) && number <= Number(max) && (!log || step !== 1 || Number.isInteger(number));
      return isValid ? number : undefined;
    },
  },
  choice: {
    read: (control, field) => /** @type {any} */ (control.choices)[Number(field.value)],
    write: (control, field, value) => {
      field.value = String(control.choices?.indexOf(value));
    },
    parse: (control, text) => control.choices?.find((choice) => String(choice) === text),
  },
  toggle: {
    read: (_control, field) => field.checked,
    write: (_control, field, value) => {
      field.checked = value;
    },
    parse: (_control, text) => (/^(true|false)$/.test(text) ? text === "true" : undefined),
  },
  seed: {
    read: (control, field) =>
      field.checkValidity() && field.value !== "" ? Number(field.value) : control.value,
    write: writeText,
    parse: (_control, text) => whole(text, 2 ** 32 - 1),
  },
  button: {
    read: (_control, field) => Number(field.value),
    write: writeText,
    parse: (_control, text) => whole(text, 1e6),
  },
  text: {
    read: readText,
    write: writeText,
    parse: ({ most, lines }, text) =>
      text.length <= Number(most) && (Number(lines) > 1 || !text.includes("\n")) ? text : undefined,
  },
  ink: { read: readText, write: writePad, parse: (_control, text) => (readStrokes(text) ? text : undefined) },
  points: {
    read: readText,
    write: writePad,
    parse: (control, text) => (readPoints(text, /** @type {any} */ (control)) ? text : undefined),
  },
  clip: {
    read: readText,
    write: (_control, field, value) => {
      if (String(value).startsWith("rec:")) offerRecording(field, value);
      else field.value = value;
    },
    parse: ({ clips, rate, most_seconds: seconds }, text) => {
      const isRecording =
        text.length > 4 &&
        text.length - 4 <= Math.ceil((Number(rate) * Number(seconds) * 2) / 3) * 4 &&
        /^rec:(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(text);
      return isRecording || clips?.some(([name]) => name === text) ? text : undefined;
    },
  },
};
