// @ts-check
/** Brings the runtime here as soon as the reader seems to want a demo: the pointer comes near, or the focus does. */

import { isUnmetered, unmetRequirement } from "../core/environment.js";
import { pageRuntime } from "../core/runtime-client.js";

const SIGNS = ["pointerover", "focusin"];

/**
 * Call for every island and cell; there is one worker per page, so only the first sign of all does anything.
 * @param {EventTarget} element what the reader comes near to
 * @param {string} runtime its folder's URL
 * @param {AbortSignal} signal ends the watch
 * @param {{ preload: (runtime: string) => void }} [client] the page's
 */
export function preloadOnIntent(element, runtime, signal, client = pageRuntime) {
  const begin = () => {
    if (isUnmetered() && !unmetRequirement()) client.preload(runtime);
  };
  for (const sign of SIGNS) element.addEventListener(sign, begin, { once: true, passive: true, signal });
}
