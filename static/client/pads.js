// @ts-check
/** Controls that need more than a native input: each kind's program is loaded where an island has one. */

/** @typedef {import("./fields.js").Description} Description */
/** @typedef {(box: HTMLElement, control: any, signal: AbortSignal) => void} Wake */

/** @type {Readonly<Partial<Record<Description["kind"], () => Promise<{ wake: Wake }>>>>} */
const PROGRAMS = {
  ink: () => import("./ink-pad.js"),
  points: () => import("./points-pad.js"),
  clip: () => import("./clip-input.js"),
};

/** A word for the reader from a control: "demo-say" to those who listen, "demo-tell" for all to see. */
export const SAY = "demo-say";
export const TELL = "demo-tell";

/** @param {HTMLElement} from @param {string} kind @param {string} text */
export function speak(from, kind, text) {
  from.dispatchEvent(new CustomEvent(kind, { bubbles: true, detail: text }));
}

/** Bring an island's pads to life. @param {import("./island-parts.js").IslandParts} parts @param {AbortSignal} signal */
export function wakePads({ controls, root, status }, signal) {
  root.addEventListener(SAY, (event) => status.announce(/** @type {CustomEvent} */ (event).detail), { signal });
  root.addEventListener(TELL, (event) => status.inform(/** @type {CustomEvent} */ (event).detail), { signal });
  for (const control of controls.descriptions) {
    const box = /** @type {HTMLElement | null} */ (root.querySelector(`[data-control="${CSS.escape(control.name)}"]`));
    const program = PROGRAMS[control.kind];
    if (!box || !program) continue;
    program().then(({ wake }) => signal.aborted || wake(box, control, signal))
      .catch(() => status.inform(`“${control.label}” could not be loaded and stays as it is.`));
  }
}
