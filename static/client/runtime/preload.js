// @ts-check
/**
 * Downloads the runtime when the reader seems to want a demo: it is less than a screen away, or the pointer or
 * the focus is in it.
 */

import { isUnmetered, unmetRequirement, whenNear } from "../core/environment.js";
import { pageRuntime } from "../core/runtime-client.js";

const EVENTS = ["pointerover", "focusin"];

/**
 * Call a function once when the reader seems to want a demo. On a metered connection, a demo that is only near
 * does not count.
 * @param {EventTarget} element the island or the cell
 * @param {() => void} call
 * @param {AbortSignal} signal removes the listeners
 */
export function onIntent(element, call, signal) {
  for (const event of EVENTS) element.addEventListener(event, call, { once: true, passive: true, signal });
  whenNear(element, () => isUnmetered() && call(), signal);
}

/**
 * Call this for every island and cell. A page has one worker, so only the first event has an effect.
 * @param {EventTarget} element the island or the cell
 * @param {string} runtime the URL of its folder
 * @param {import("../core/protocol.js").PackageList | undefined} packages those of its program
 * @param {AbortSignal} signal removes the listeners
 * @param {Pick<import("../core/runtime-client.js").RuntimeClient, "preload">} [client] the page's client of the
 *   worker
 */
export function preloadOnIntent(element, runtime, packages, signal, client = pageRuntime) {
  const begin = () => {
    if (isUnmetered() && !unmetRequirement()) client.preload(runtime, packages);
  };
  onIntent(element, begin, signal);
}
