// @ts-check
/** Controls that need more than a native input. */

import { wakeClip } from "./clip-input.js";
import { wakeInk } from "./ink-pad.js";
import { wakePoints } from "./points-pad.js";
import { SAY, TELL } from "./speak.js";

/** @typedef {import("./fields.js").Description} Description */
/** @typedef {(box: HTMLElement, control: any, signal: AbortSignal) => void} Wake */

/** @type {Readonly<Partial<Record<Description["kind"], Wake>>>} */
const PADS = { ink: wakeInk, points: wakePoints, clip: wakeClip };

/** Bring an island's pads to life. @param {import("../core/island-parts.js").IslandParts} parts @param {AbortSignal} signal */
export function wakePads({ controls, root, status }, signal) {
  root.addEventListener(SAY, (event) => status.announce(/** @type {CustomEvent} */ (event).detail), { signal });
  root.addEventListener(TELL, (event) => status.inform(/** @type {CustomEvent} */ (event).detail), { signal });
  for (const control of controls.descriptions) {
    const box = /** @type {HTMLElement | null} */ (root.querySelector(`[data-control="${CSS.escape(control.name)}"]`));
    if (box) PADS[control.kind]?.(box, control, signal);
  }
}
