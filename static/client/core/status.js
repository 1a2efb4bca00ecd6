// @ts-check
/**
 * What the island says about itself: the step, the bytes on their way, what went wrong, and what to do about it.
 * What changes often is shown; only the polite status line is announced, and at most once in two seconds.
 */

import { Announcer } from "./announcer.js";
import { pageClock } from "./clock.js";
import { make, part } from "./dom.js";

/** @typedef {import("./protocol.js").Progress} Progress */
/** @typedef {Pick<import("./protocol.js").ErrorMessage, "stage" | "name" | "message" | "trace" | "line">} Failure */

/** What a stage is called: while its bytes come, and once they are all there. @type {Readonly<Record<string, [string, string]>>} */
const STAGES = {
  runtime: ["Python runtime", "Starting Python"],
  numpy: ["NumPy", "Starting NumPy"],
  demo: ["The demo", "Starting the demo"],
};
/** @type {Readonly<Record<string, string>>} */
const FAILED = {
  runtime: "Python could not be loaded.",
  numpy: "NumPy could not be loaded.",
  demo: "The demo could not be loaded.",
  run: "The demo stopped with an error.",
};

/** "3.2 of 9.3 MB" @param {number} loaded @param {number} total */
export function bytesText(loaded, total) {
  return `${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
}

/** @param {Pick<Progress, "stage" | "loaded" | "total">} progress */
export function progressText({ stage, loaded, total }) {
  const [loading, starting] = STAGES[stage];
  return loaded < total ? `${loading} ${bytesText(loaded, total)}` : `${starting} …`;
}

/** @param {string} action @param {string} text */
const button = (action, text) => make("button", { type: "button", "data-action": action }, text);

export class Status {
  #voice;
  #line;
  #bar;
  #box;
  #stage = "";

  /** @param {Element} root */
  constructor(root) {
    const find = (/** @type {string} */ selector) => part(root, selector);
    const live = find(".demo-status");
    this.#voice = new Announcer((text) => { live.textContent = text; }, pageClock);
    this.#line = find(".demo-step");
    this.#bar = /** @type {HTMLProgressElement} */ (find(".demo-progress"));
    this.#box = find(".demo-notice");
  }

  /** Say it to readers who listen. @param {string} text */
  announce(text) {
    this.#voice.announce(text);
  }

  /** The line under the buttons. @param {string} text */
  say(text) {
    this.#bar.hidden = true;
    this.#line.textContent = text;
  }

  /** @param {Pick<Progress, "stage" | "loaded" | "total">} progress */
  progress(progress) {
    this.#line.textContent = progressText(progress);
    this.#bar.hidden = false;
    this.#bar.max = progress.total || 1;
    this.#bar.value = progress.loaded;
    if (this.#stage !== progress.stage) this.announce(`Loading: ${STAGES[progress.stage][0]}.`);
    this.#stage = progress.stage;
  }

  /** @param {Failure} failure one without a name is no exception, but speaks for itself */
  failure({ stage, name, message, trace, line }) {
    const title = stage === "run" && !name ? "The demo stopped." : FAILED[stage];
    const where = line === null ? "" : ` in line ${line} of the program`;
    const text = stage === "run" && name ? `${name}${where}: ${message}` : message;
    this.stopped(title, text, trace, button("retry", "Retry"));
    this.#box.children[0].after(make("p", {}, "The last good picture is still shown."));
  }

  /** What stopped and why, the trace folded. @param {string} title @param {string} text @param {string} trace @param {Node[]} more */
  stopped(title, text, trace, ...more) {
    const what = make("p", { class: "demo-problem" }, make("strong", {}, title), ` ${text}`);
    const details = make("details", { class: "demo-trace" }, make("summary", {}, "Details"), make("pre", { tabindex: "0" }, trace));
    this.#notice("failed", what, ...(trace ? [details] : []), ...more);
    this.announce(`${title} ${text}`);
  }

  /** Nothing came for a while: offer to end the worker. @param {boolean} loading */
  silent(loading) {
    const text = loading ? "Nothing has arrived for 5 seconds. It may be slow, or stuck."
      : "No new picture for 5 seconds. The demo may be slow, or stuck.";
    this.#notice("silent", make("p", {}, text), button("stop", "Stop"));
    this.announce(`${text} A Stop button is offered.`);
  }

  /** @param {string} text something to know, nothing to do */
  inform(text) {
    this.#notice("known", make("p", {}, text));
    this.announce(text);
  }

  /** @param {string} text why the run stopped by itself */
  pausedAt(text) {
    this.#notice("limit", make("p", {}, text), button("run", "Continue"));
    this.announce(text);
  }

  /** Give the reader a text to copy by hand. @param {string} text @param {string} value */
  offer(text, value) {
    const field = /** @type {HTMLInputElement} */ (make("input", { type: "text", readonly: "", value, "aria-label": "Link" }));
    this.#notice("known", make("p", {}, text), field);
    field.select();
    this.announce(text);
  }

  /** Take the notice away. @param {string} [kind] only one of this kind */
  clear(kind = this.#box.dataset.kind) {
    if (this.#box.dataset.kind !== kind) return;
    this.#box.hidden = true;
    this.#box.replaceChildren();
  }

  /** @param {string} kind @param {Node[]} content */
  #notice(kind, ...content) {
    this.#box.dataset.kind = kind;
    this.#box.hidden = false;
    this.#box.replaceChildren(...content);
  }
}
