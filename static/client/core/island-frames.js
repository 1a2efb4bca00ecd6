// @ts-check
/** The saved frames of one island, which are loaded once, when the reader seems to want the demo. */

import { onIntent } from "../runtime/preload.js";
import { loadSavedFrames } from "./saved-frames.js";

export class IslandFrames {
  #root;
  #controls;
  #onLoaded;
  /** @type {Promise<void> | null} */
  #loading = null;
  /** Whether the frames are loaded, or have failed, or the island has none. */
  isSettled;
  /** @type {import("./saved-frames.js").SavedFrames | null} null before they are loaded; then Python answers */
  frames = null;

  /**
   * @param {HTMLElement} root
   * @param {{ descriptions: readonly import("../controls/fields.js").Description[] }} controls
   * @param {(frames: import("./saved-frames.js").SavedFrames) => void} onLoaded
   */
  constructor(root, controls, onLoaded) {
    this.#root = root;
    this.#controls = controls;
    this.#onLoaded = onLoaded;
    this.isSettled = !root.dataset.frames;
  }

  /** @param {AbortSignal} signal removes the listeners */
  connect(signal) {
    const load = () => void this.load();
    onIntent(this.#root, load, signal);
    if (this.#root.matches(":hover, :focus-within")) load(); // what the reader did to load this script
  }

  /** Load the frames; without them, Python answers alone. */
  load() {
    const url = this.#root.dataset.frames;
    if (!url) return Promise.resolve();
    this.#loading ??= loadSavedFrames(url, this.#controls.descriptions).then(
      (frames) => {
        this.frames = frames;
        this.isSettled = true;
        this.#onLoaded(frames);
      },
      () => {
        this.isSettled = true;
      },
    );
    return this.#loading;
  }
}
