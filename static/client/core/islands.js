// @ts-check
/** The program that `main.js` loads when the reader first acts: the class behind each custom element. */

import { CodeCell } from "./code-cell.js";
import { DemoIsland } from "./demo-island.js";

export const IMPLEMENTATIONS = { "demo-island": DemoIsland, "code-cell": CodeCell };

/**
 * Colour a demo's program, which is plain text in the page: spans of colours would be half of its elements.
 * @param {Element} details that contains the program
 */
async function colourProgram(details) {
  const code = details.querySelector(".demo-program code:not(:has(*))");
  if (!code) return;
  const module = await import("../editor/highlight.js").catch(() => null); // e.g. there is no network
  if (module) code.replaceChildren(...module.highlight(String(code.textContent)));
}

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target instanceof Element && target.matches(".demo-source[open]")) colourProgram(target);
  },
  true, // this event does not bubble
);
for (const details of document.querySelectorAll(".demo-source[open]")) colourProgram(details);
