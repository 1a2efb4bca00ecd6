// @ts-check
/** A word for the reader from a control: "demo-say" to those who listen, "demo-tell" for all to see. */

export const SAY = "demo-say";
export const TELL = "demo-tell";

/** @param {HTMLElement} from @param {string} kind @param {string} text */
export function speak(from, kind, text) {
  from.dispatchEvent(new CustomEvent(kind, { bubbles: true, detail: text }));
}
