// @ts-check
/**
 * The parts of an island: data, controls, buttons, status, picture, link. They show what `DemoIsland`
 * decides.
 */

import { Controls } from "../controls/controls.js";
import { IslandLink } from "../url-state/link.js";
import { RunLimit } from "./auto-pause.js";
import { part } from "./dom.js";
import { pageClock } from "./environment.js";
import { Picture } from "./picture.js";
import { Status } from "./status.js";

/** @typedef {"idle" | "loading" | "ready" | "running" | "failed"} State */
/**
 * @typedef {object} Data
 * @property {import("../controls/fields.js").Description[]} controls
 * @property {number} poster_steps
 * @property {boolean} generator
 * @property {number} download_bytes
 */

/** Action and label of the first button in each state. @type {Readonly<Record<State, [string, string]>>} */
const ISLAND_BUTTON = {
  idle: ["run", "Run"],
  loading: ["cancel", "Cancel"],
  ready: ["run", "Play"],
  running: ["pause", "Pause"],
  failed: ["run", "Run"],
};

export class IslandParts {
  #isLoaded;
  /** @type {Picture | null} created before the first live frame, while the poster is shown */
  #picture = null;
  /** The caption of the picture. */
  #shown = "";
  #showsPoster = true;

  /** @param {HTMLElement} root @param {() => boolean} isLoaded whether the runtime is loaded */
  constructor(root, isLoaded) {
    this.root = root;
    this.#isLoaded = isLoaded;
    this.data = /** @type {Data} */ (JSON.parse(part(root, ".demo-data").textContent ?? ""));
    this.controls = new Controls(root, this.data.controls);
    this.status = new Status(root);
    this.link = new IslandLink(this);
    this.runLimit = new RunLimit(this.data.poster_steps, pageClock);
    this.primary = part(root, ".demo-primary");
    /** The control values that the picture was computed with. */
    this.pictureValues = this.controls.authorValues();
    this.#describePoster();
  }

  /** What the picture shows, and what Run would do and download. */
  get caption() {
    const { controls, data, pictureValues } = this;
    if (!this.#isIdle) return this.#shown;
    const size = `${(data.download_bytes / 1e6).toFixed(0)} MB`;
    const load = this.#isLoaded() ? "" : ` and loads ${size}, once`;
    if (!controls.match(pictureValues)) {
      return `${this.#shown}. Values differ from the picture; Run computes them${load}`;
    }
    return this.#showsPoster && load ? `${this.#shown}. Run loads ${size}, once` : this.#shown;
  }

  /** Update the caption after the values changed, or the runtime was loaded or ended. */
  refreshCaption() {
    if (this.#isIdle) this.status.show(this.caption);
  }

  get #isIdle() {
    return this.root.dataset.state === "idle" || this.root.dataset.state === "failed";
  }

  /** Steps per second that the reader chose, 0 for as many as possible. */
  get speed() {
    return Number(
      /** @type {HTMLSelectElement | null} */ (this.root.querySelector("[data-speed]"))?.value ?? 0,
    );
  }

  /** @param {State} state @param {boolean} [done] whether the run has ended */
  setState(state, done = false) {
    this.root.dataset.state = state;
    const [action, label] = ISLAND_BUTTON[state];
    this.primary.dataset.action = action;
    const again = this.data.generator ? "Run again" : "Run";
    this.primary.textContent = state === "ready" && done ? again : label;
  }

  /** Show that there is no session. @param {"idle" | "failed"} state */
  showIdle(state) {
    this.setState(state);
    this.status.show(this.caption);
  }

  /** Read the poster from the page, before the first live frame replaces it. */
  savePoster() {
    this.#picture ??= new Picture(this.root);
  }

  /** @param {import("./protocol.js").Frame} frame */
  show(frame) {
    this.#picture?.show(frame);
    this.#shown = this.data.generator ? `Step ${frame.step}${frame.done ? ", finished" : ""}` : "Live result";
    this.#showsPoster = false;
    this.pictureValues = { ...this.controls.values };
    this.status.show(this.caption);
  }

  /** Show the author's values and the saved result again. */
  showPoster() {
    this.controls.restore({});
    this.#picture?.show(this.#picture.poster);
    this.status.clear();
    this.#describePoster();
  }

  #describePoster() {
    const { generator, poster_steps: steps } = this.data;
    this.#shown = generator ? `Saved result after ${steps} steps` : "Saved result";
    this.#showsPoster = true;
    this.pictureValues = this.controls.authorValues();
  }
}
