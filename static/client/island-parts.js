// @ts-check
/** What an island consists of in the page: its data, controls, buttons, status and picture. Decides nothing. */

import { Controls } from "./controls.js";
import { Picture } from "./picture.js";
import { Status } from "./status.js";

/** @typedef {"idle" | "loading" | "ready" | "running" | "failed"} State */
/** @typedef {{ controls: import("./controls.js").Description[], poster_steps: number, generator: boolean, download_bytes: number }} Data */

/** What the first button does and says in each state. @type {Readonly<Record<State, [string, string]>>} */
const PRIMARY = {
  idle: ["run", "Run"],
  loading: ["cancel", "Cancel"],
  ready: ["run", "Play"],
  running: ["pause", "Pause"],
  failed: ["run", "Run"],
};

export class IslandParts {
  /** @type {Picture | null} made before the first live frame, with the poster in it */
  #picture = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.data = /** @type {Data} */ (JSON.parse(this.find(".demo-data").textContent ?? ""));
    this.controls = new Controls(root, this.data.controls);
    this.status = new Status(root);
    this.primary = this.find(".demo-primary");
    /** What the picture is, in words. */
    this.caption = "";
  }

  /** @param {string} selector @returns {HTMLElement} */
  find(selector) {
    const found = this.root.querySelector(selector);
    if (!found) throw new Error(`the island ${this.root.id} lacks ${selector}`);
    return /** @type {HTMLElement} */ (found);
  }

  /** Steps per second that the reader wants, 0 for as many as fit. */
  get speed() {
    return Number(/** @type {HTMLSelectElement | null} */ (this.root.querySelector("[data-speed]"))?.value ?? 0);
  }

  /** Write the state on the element and on its first button. @param {State} state @param {boolean} [done] */
  become(state, done = false) {
    this.root.dataset.state = state;
    const [action, label] = PRIMARY[state];
    this.primary.dataset.action = action;
    const again = this.data.generator ? "Run again" : "Run";
    this.primary.textContent = state === "ready" && done ? again : label;
  }

  /** No session any more: the caption says what the picture is. @param {State} state */
  rest(state) {
    this.become(state);
    this.status.say(this.caption);
  }

  /** Keep the poster, which the first live frame will replace. */
  keepPoster() {
    this.#picture ??= new Picture(this.root);
  }

  /** @param {import("./protocol.js").Frame} frame */
  show(frame) {
    this.#picture?.show(frame);
    this.caption = this.data.generator ? `Step ${frame.step}${frame.done ? ", finished" : ""}` : "Live result";
    this.status.say(this.caption);
  }

  /** Back to what the author published. @param {boolean} loaded whether the runtime is here already */
  showPoster(loaded) {
    this.controls.reset();
    this.#picture?.show(this.#picture.poster);
    this.status.clear();
    const { generator, poster_steps: steps, download_bytes: bytes } = this.data;
    const saved = generator ? `Saved result after ${steps} steps` : "Saved result";
    this.caption = loaded ? saved : `${saved}. Run loads ${(bytes / 1e6).toFixed(0)} MB, once`;
  }
}
