// @ts-check
/** The reader's edits in localStorage: they stay in this browser and never run by themselves. */

/** @param {string} id of the island or the cell */
const keyOf = (id) => `sitegen:edit:${location.pathname}#${id}`;

/** Return the reader's version of a program, or null. @param {string} id */
export function readEdit(id) {
  try {
    return localStorage.getItem(keyOf(id));
  } catch {
    return null; // storage is disabled
  }
}

/**
 * Store the reader's version of a program; null removes it.
 * @param {string} id
 * @param {string | null} text
 */
export function writeEdit(id, text) {
  try {
    if (text === null) localStorage.removeItem(keyOf(id));
    else localStorage.setItem(keyOf(id), text);
  } catch {
    // Storage is disabled or full: the edit lasts as long as the page.
  }
}
