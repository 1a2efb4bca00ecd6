// @ts-check
/** Puts a reader's edits where edits.js finds them. */

import { editKey } from "./edit-storage.js";

/** Keep a text; null forgets it. @param {string} id @param {string | null} text */
export function keep(id, text) {
  try {
    if (text === null) localStorage.removeItem(editKey(id));
    else localStorage.setItem(editKey(id), text);
  } catch {
    // storage is switched off
  }
}
