// @ts-check
/** The page's time, in one place so that tests can give another. */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(call: () => void) => void} nextFrame before the next picture is painted
 * @property {(call: () => void, ms: number) => unknown} later
 * @property {(timer: any) => void} cancel what `later` gave
 */

/** @type {Clock} */
export const pageClock = {
  now: () => performance.now(),
  nextFrame: (call) => requestAnimationFrame(call),
  later: (call, ms) => setTimeout(call, ms),
  cancel: (timer) => clearTimeout(timer),
};
