// @ts-check
/** What the browser offers and how its reader has set it up: time, capabilities, preferences, connection. */

/**
 * Time, so that tests can pass another clock.
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(call: () => void) => void} nextFrame before the next repaint
 * @property {(call: () => void, ms: number) => unknown} later returns a timer
 * @property {(timer: any) => void} cancel stops a timer
 */

/** @type {Clock} */
export const pageClock = {
  now: () => performance.now(),
  nextFrame: (call) => requestAnimationFrame(call),
  later: (call, ms) => setTimeout(call, ms),
  cancel: (timer) => clearTimeout(timer),
};

/** What the runtime requires, and the message for readers without it. */
const REQUIREMENTS = [
  {
    isMet: () => typeof globalThis.WebAssembly?.instantiate === "function",
    message: "This browser cannot run WebAssembly (or it is switched off), and the demo’s Python needs it.",
  },
  {
    isMet: () => typeof globalThis.Worker === "function",
    message: "This browser cannot start a worker, and the demo’s Python runs in one.",
  },
];

/** Return the message of the first requirement that this browser does not meet, or null. */
export function unmetRequirement() {
  return REQUIREMENTS.find(({ isMet }) => !isMet())?.message ?? null;
}

/** Whether the reader asked for less motion. */
export function prefersReducedMotion() {
  return globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
}

/**
 * Call a function once an element is less than a screen away.
 * @param {EventTarget} element
 * @param {() => void} call
 * @param {AbortSignal} [signal] ends the watch
 */
export function whenNear(element, call, signal) {
  if (!(globalThis.Element && element instanceof Element) || !globalThis.IntersectionObserver) return;
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      call();
    },
    { rootMargin: "100%" },
  );
  observer.observe(element);
  signal?.addEventListener("abort", () => observer.disconnect());
}

/**
 * Whether the page may download data that the reader has not asked for. Browsers that do not describe their
 * connection count as unmetered on a computer with a mouse, and as metered elsewhere, in workers too.
 */
export function isUnmetered() {
  const connection = /** @type {any} */ (globalThis.navigator)?.connection;
  if (!connection) return globalThis.matchMedia?.("(hover: hover) and (pointer: fine)").matches ?? false;
  return (
    !connection.saveData && connection.type !== "cellular" && !/2g|3g/.test(connection.effectiveType ?? "")
  );
}
