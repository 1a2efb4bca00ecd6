// @ts-check
/** What an island consists of: its data, controls, buttons, status and picture, its place in the address. Decides nothing. */

import { pageClock } from "./clock.js";
import { Controls } from "../controls/controls.js";
import { part } from "./dom.js";
import { Picture } from "./picture.js";
import { Sharing } from "../url-state/link.js";
import { Status } from "./status.js";
import { StopRule } from "./stop-rule.js";

/** @typedef {"idle" | "loading" | "ready" | "running" | "failed"} State */
/** @typedef {{ controls: import("../controls/fields.js").Description[], poster_steps: number, generator: boolean, download_bytes: number }} Data */

/** What the first button does and says in each state. @type {Readonly<Record<State, [string, string]>>} */
const PRIMARY = {
  idle: ["run", "Run"],
  loading: ["cancel", "Cancel"],
  ready: ["run", "Play"],
  running: ["pause", "Pause"],
  failed: ["run", "Run"],
};

export class IslandParts {
  #loaded;

  /** @type {Picture | null} made before the first live frame, with the poster in it */
  #picture = null;

  /** What the picture shows, in words. */
  #shown = "";
  #saved = true;

  /** @param {HTMLElement} root @param {() => boolean} loaded whether the runtime is here already */
  constructor(root, loaded) {
    this.root = root;
    this.#loaded = loaded;
    this.data = /** @type {Data} */ (JSON.parse(this.find(".demo-data").textContent ?? ""));
    this.controls = new Controls(root, this.data.controls);
    this.status = new Status(root);
    this.sharing = new Sharing(this);
    this.rule = new StopRule(this.data.poster_steps, pageClock);
    this.primary = this.find(".demo-primary");
    /** The values that the picture was computed with. */
    this.pictured = this.controls.authored();
    this.#describePoster();
  }

  /** What the picture is, in words, and what Run would do where that is not plain. */
  get caption() {
    const { controls, data, pictured, root } = this;
    if (root.dataset.state !== "idle" && root.dataset.state !== "failed") return this.#shown;
    const size = `${(data.download_bytes / 1e6).toFixed(0)} MB`;
    const load = this.#loaded() ? "" : ` and loads ${size}, once`;
    if (!controls.match(pictured)) return `${this.#shown}. Values differ from the picture; Run computes them${load}`;
    return this.#saved && load ? `${this.#shown}. Run loads ${size}, once` : this.#shown;
  }

  /** Say what the picture is, after the values or the runtime changed. */
  refresh() {
    if (this.root.dataset.state === "idle" || this.root.dataset.state === "failed") this.status.say(this.caption);
  }

  /** @param {string} selector @returns {HTMLElement} */
  find(selector) {
    return part(this.root, selector);
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
    this.#shown = this.data.generator ? `Step ${frame.step}${frame.done ? ", finished" : ""}` : "Live result";
    this.#saved = false;
    this.pictured = { ...this.controls.values };
    this.status.say(this.caption);
  }

  /** Back to what the author published. */
  showPoster() {
    this.controls.restore({});
    this.#picture?.show(this.#picture.poster);
    this.status.clear();
    this.#describePoster();
  }

  #describePoster() {
    const { generator, poster_steps: steps } = this.data;
    this.#shown = generator ? `Saved result after ${steps} steps` : "Saved result";
    this.#saved = true;
    this.pictured = this.controls.authored();
  }
}
