// @ts-check
/** The reader's edits, kept in this browser only and never run by themselves. */

/** @param {string} id of the island or the cell */
export const editKey = (id) => `sitegen:edit:${location.pathname}#${id}`;

/** The reader's text of a program, or null. @param {string} id */
export function recall(id) {
  try {
    return localStorage.getItem(editKey(id));
  } catch {
    return null; // storage is switched off: edits last as long as the page
  }
}
