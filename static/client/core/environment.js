// @ts-check
/**
 * What must hold before a demo may load, and while it may run: two tables, one row per condition.
 *
 * A browser without the means to watch a presence counts as present: without the feature the demo still runs.
 */

/** What the runtime cannot do without, and what to tell the reader. @type {ReadonlyArray<{ has: () => boolean, needs: string }>} */
const REQUIREMENTS = [
  {
    has: () => typeof globalThis.WebAssembly?.instantiate === "function",
    needs: "This browser cannot run WebAssembly (or it is switched off), and the demo’s Python needs it.",
  },
  {
    has: () => typeof globalThis.Worker === "function",
    needs: "This browser cannot start a worker, and the demo’s Python runs in one.",
  },
];

/** The first requirement that this browser does not meet, in the reader's words, or null. */
export function unmetRequirement() {
  return REQUIREMENTS.find(({ has }) => !has())?.needs ?? null;
}

/**
 * Why a demo waits. Each row watches one presence and says whether it holds, now and whenever it changes.
 * @type {Readonly<Record<string, (element: Element, tell: (present: boolean) => void, signal: AbortSignal) => void>>}
 */
const PRESENCES = {
  "off screen": (element, tell, signal) => {
    if (typeof IntersectionObserver !== "function") return;
    const observer = new IntersectionObserver((entries) => tell(entries[entries.length - 1].isIntersecting));
    observer.observe(element);
    signal.addEventListener("abort", () => observer.disconnect());
  },
  "tab hidden": (_element, tell, signal) => {
    const look = () => tell(document.visibilityState !== "hidden");
    document.addEventListener("visibilitychange", look, { signal });
    look();
  },
};

/**
 * Watch whether the reader can see the element, until the signal aborts.
 * @param {Element} element
 * @param {(reason: string | null) => void} tell gets the reason why not, or null when all is well
 * @param {AbortSignal} signal
 */
export function watchPresence(element, tell, signal) {
  /** @type {Set<string>} */
  const absent = new Set();
  for (const [reason, watch] of Object.entries(PRESENCES)) {
    watch(element, (present) => {
      if (present) absent.delete(reason);
      else absent.add(reason);
      tell(absent.values().next().value ?? null);
    }, signal);
  }
}

/** Whether the reader asked that nothing move by itself. */
export function prefersStillness() {
  return globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
}
