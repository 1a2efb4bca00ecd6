// @ts-check
/**
 * The parts of an island: data, controls, buttons, status, picture, link. They show what `DemoIsland`
 * decides.
 */

import { Controls, numberText } from "../controls/controls.js";
import { IslandLink } from "../url-state/link.js";
import { RunLimit } from "./auto-pause.js";
import { part, setLabel } from "./dom.js";
import { isUnmetered, pageClock } from "./environment.js";
import { Picture } from "./picture.js";
import { Status } from "./status.js";

/** @typedef {"idle" | "loading" | "ready" | "running" | "failed"} State */
/**
 * @typedef {object} Data
 * @property {import("../controls/fields.js").Description[]} controls
 * @property {number} poster_steps
 * @property {boolean} generator
 * @property {number} until the step at which a run pauses, 0 for none
 * @property {number} speed steps per second
 * @property {import("./protocol.js").Values[]} presets
 * @property {number} download_bytes
 * @property {import("./protocol.js").PackageList} [packages] those that the program imports
 */

/** Action and label of the first button in each state. @type {Readonly<Record<State, [string, string]>>} */
const ISLAND_BUTTON = {
  idle: ["run", "Run"],
  loading: ["cancel", "Cancel"],
  ready: ["run", "Play"],
  running: ["pause", "Pause"],
  failed: ["run", "Run"],
};

/** Steps per second of a demo that runs at full speed, once the reader chooses another speed. */
const MEDIUM_SPEED = 20;

export class IslandParts {
  #isLoaded;
  #presets;
  /** @type {Picture | null} created before the first live frame, while the poster is shown */
  #picture = null;
  /** The caption of the picture. */
  #shown = "";
  /** The step of the picture. */
  #step = 0;
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
    this.#presets = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".stage-preset")]);
    /** The control values that the picture was computed with. */
    this.pictureValues = this.controls.authorValues();
    /** Whether the values come from the address, and nothing has been computed with them. */
    this.isLinked = false;
    this.#describePoster();
  }

  /** What the picture shows, and what Run would do and download. */
  get caption() {
    const { controls, data, pictureValues } = this;
    if (!this.#isIdle) return this.#shown;
    const size = `${(data.download_bytes / 1e6).toFixed(0)} MB`;
    const load = this.#isLoaded() || isUnmetered() ? "" : `. Running loads ${size}, once`;
    if (!controls.match(pictureValues)) return `Not computed yet${load}`;
    return this.#showsPoster ? `${this.#shown}${load}` : this.#shown;
  }

  /** Update the caption after the values changed, or the runtime was loaded or ended. */
  refreshCaption() {
    this.#showValues();
    if (this.#isIdle) this.status.show(this.caption, this.#step);
  }

  /** Show which preset is chosen, and whether the picture shows other values. */
  #showValues() {
    const { controls, data, root } = this;
    root.toggleAttribute("data-differs", this.#isIdle && !controls.match(this.pictureValues));
    let fails = false;
    for (const [place, button] of this.#presets.entries()) {
      const isChosen = Object.entries(data.presets[place]).every(
        ([name, value]) => controls.values[name] === value,
      );
      button.ariaPressed = String(isChosen);
      fails ||= isChosen && button.dataset.fails !== undefined;
    }
    part(root, "figure").toggleAttribute("data-fails", fails);
  }

  get #isIdle() {
    return this.root.dataset.state === "idle" || this.root.dataset.state === "failed";
  }

  /** Steps per second that the reader chose, 0 for as many as possible. */
  get speed() {
    const field = /** @type {HTMLSelectElement | null} */ (this.root.querySelector("[data-speed]"));
    const factor = Number(field?.value ?? 0);
    return factor === 1 ? this.data.speed : factor * (this.data.speed || MEDIUM_SPEED);
  }

  /** @param {State} state @param {"done" | "reached" | ""} [end] why the run has stopped */
  setState(state, end = "") {
    this.root.dataset.state = state;
    let [action, label] = ISLAND_BUTTON[state];
    if (state === "ready" && end === "done") label = this.data.generator ? "Run again" : "Run";
    if (state === "ready" && end === "reached") [action, label] = ["train-on", "Train on"];
    this.primary.dataset.action = action;
    setLabel(this.primary, label);
  }

  /** Show that there is no session. @param {"idle" | "failed"} state */
  showIdle(state) {
    this.setState(state);
    this.refreshCaption();
  }

  /** Read the poster from the page, before the first live frame replaces it. */
  savePoster() {
    this.#picture ??= new Picture(this.root);
  }

  /** @param {import("./protocol.js").Frame} frame @param {import("./saved-session.js").Origin} origin */
  show(frame, origin) {
    this.#picture?.show(frame);
    const words = [];
    if (this.data.generator) words.push(`Step ${frame.step}`);
    if (typeof origin === "object") words.push(`nearest: ${numberText(origin.value)}`);
    else if (origin === "saved") words.push("saved");
    else if (!this.data.generator) words.push("live result");
    if (frame.done && this.data.generator) words.push("finished");
    const text = words.join(", ");
    this.#shown = text[0].toUpperCase() + text.slice(1);
    this.#step = frame.step;
    this.#showsPoster = false;
    this.pictureValues = { ...this.controls.values };
    this.status.show(this.caption, frame.step);
    this.#showValues();
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
    this.#shown = generator ? `Saved, ${steps.toLocaleString("en")} steps` : "Saved answer";
    this.#step = steps;
    this.#showsPoster = true;
    this.pictureValues = this.controls.authorValues();
  }
}
