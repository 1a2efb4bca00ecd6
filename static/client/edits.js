// @ts-check
/** The reader's edits, kept in this browser only and never run by themselves. */

/** @param {string} id of the island or the cell */
const key = (id) => `sitegen:edit:${location.pathname}#${id}`;

/** The reader's text of a program, or null. @param {string} id */
export function recall(id) {
  try {
    return localStorage.getItem(key(id));
  } catch {
    return null; // storage is switched off: edits last as long as the page
  }
}

/** Keep a text; null forgets it. @param {string} id @param {string | null} text */
export function keep(id, text) {
  try {
    if (text === null) localStorage.removeItem(key(id));
    else localStorage.setItem(key(id), text);
  } catch {
    // ditto
  }
}
