// @ts-check
/**
 * The status of an island or a cell: the current step, download progress, errors and what the reader can do
 * about them. Frequent changes are only shown; announcements to screen readers go through one polite line,
 * one in two seconds.
 */

import { make, part } from "./dom.js";
import { pageClock } from "./environment.js";

/** @typedef {import("./protocol.js").Progress} Progress */
/**
 * @typedef {Pick<import("./protocol.js").ErrorMessage, "stage" | "name" | "message" | "trace" | "line">}
 *   Failure
 */

/**
 * Names of a stage: while its bytes arrive, and after the last one.
 * @type {Readonly<Record<string, [string, string]>>}
 */
const STAGES = {
  runtime: ["Python runtime", "Starting Python"],
  numpy: ["NumPy", "Starting NumPy"],
  demo: ["The demo", "Starting the demo"],
  packages: ["Packages", "Starting packages"],
};
/** @type {Readonly<Record<string, string>>} */
const FAILED = {
  runtime: "Python could not be loaded.",
  numpy: "NumPy could not be loaded.",
  demo: "The demo could not be loaded.",
  packages: "A package could not be loaded.",
  run: "The demo stopped with an error.",
};
const ANNOUNCE_MS = 2000;

/** Return a text such as "3.2 of 9.3 MB". @param {number} loaded @param {number} total */
export function bytesText(loaded, total) {
  return `${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
}

/** @param {Pick<Progress, "stage" | "loaded" | "total">} progress */
export function progressText({ stage, loaded, total }) {
  const [loading, starting] = STAGES[stage];
  return loaded < total ? `${loading} ${bytesText(loaded, total)}` : `${starting} …`;
}

/** @param {string} action @param {string} text */
const makeButton = (action, text) => make("button", { type: "button", "data-action": action }, text);

/** Limits announcements to one in two seconds; of those that come too early, only the newest is made. */
export class Announcer {
  #announce;
  #clock;
  #last = -Infinity;
  /** @type {unknown} */
  #timer = null;

  /**
   * @param {(text: string) => void} announce
   * @param {Pick<import("./environment.js").Clock, "now" | "later" | "cancel">} clock
   */
  constructor(announce, clock) {
    this.#announce = announce;
    this.#clock = clock;
  }

  /** @param {string} text */
  announce(text) {
    this.#clock.cancel(this.#timer);
    const wait = Math.max(0, this.#last + ANNOUNCE_MS - this.#clock.now());
    this.#timer = this.#clock.later(() => {
      this.#last = this.#clock.now();
      this.#announce(text);
    }, wait);
  }
}

export class Status {
  #announcer;
  #line;
  #bar;
  #notice;
  /** The last step of the run, 0 for none. */
  #steps;
  #stage = "";

  /** @param {Element} root */
  constructor(root) {
    const announcements = part(root, ".demo-status");
    const announce = (/** @type {string} */ text) => {
      announcements.textContent = text;
    };
    this.#announcer = new Announcer(announce, pageClock);
    this.#line = part(root, ".demo-step");
    this.#bar = /** @type {HTMLProgressElement} */ (part(root, ".demo-progress"));
    this.#steps = Number(this.#bar.dataset.steps ?? 0);
    this.#notice = part(root, ".demo-notice");
  }

  /** Announce a text to screen readers. @param {string} text */
  announce(text) {
    this.#announcer.announce(text);
  }

  /**
   * Show a text in the bar.
   * @param {string} text
   * @param {number} [step] of a run with a last step, whose progress is shown
   */
  show(text, step) {
    this.#bar.hidden = !this.#steps || step === undefined;
    this.#bar.max = this.#steps || 1;
    this.#bar.value = Math.min(step ?? 0, this.#bar.max);
    this.#bar.ariaLabel = "Steps";
    this.#line.textContent = text;
  }

  /** @param {Pick<Progress, "stage" | "loaded" | "total">} progress */
  showProgress(progress) {
    this.#line.textContent = progressText(progress);
    this.#bar.hidden = false;
    this.#bar.ariaLabel = "Loading";
    this.#bar.max = progress.total || 1;
    this.#bar.value = progress.loaded;
    if (this.#stage !== progress.stage) this.announce(`Loading: ${STAGES[progress.stage][0]}.`);
    this.#stage = progress.stage;
  }

  /** Show an exception, or an error without a name, whose message is complete. @param {Failure} failure */
  showFailure({ stage, name, message, trace, line }) {
    const title = stage === "run" && !name ? "The demo stopped." : FAILED[stage];
    const where = line === null ? "" : ` in line ${line} of the program`;
    const text = stage === "run" && name ? `${name}${where}: ${message}` : message;
    this.showStopped(title, text, trace, makeButton("retry", "Retry"));
    this.#notice.children[0].after(make("p", {}, "The last good picture is still shown."));
  }

  /**
   * Show what stopped and why.
   * @param {string} title
   * @param {string} text
   * @param {string} trace
   * @param {Node[]} more
   */
  showStopped(title, text, trace, ...more) {
    const problem = make("p", { class: "demo-problem" }, make("strong", {}, title), ` ${text}`);
    const details = trace
      ? [
          make(
            "details",
            { class: "demo-trace" },
            make("summary", {}, "Details"),
            make("pre", { tabindex: "0" }, trace),
          ),
        ]
      : [];
    this.#showBox("failed", problem, ...details, ...more);
    this.announce(`${title} ${text}`);
  }

  /** Offer to end the worker, from which nothing has arrived for a while. @param {boolean} isLoading */
  showStalled(isLoading) {
    const text = isLoading
      ? "Nothing has arrived for 5 seconds. The connection may be slow or broken."
      : "No new picture for 5 seconds. The demo may be slow, or it may never end.";
    this.#showBox("stalled", make("p", {}, text), makeButton("stop", "Stop"));
    this.announce(`${text} Press Stop to end it.`);
  }

  /** Show a text that needs no action. @param {string} text */
  showNotice(text) {
    this.#showBox("notice", make("p", {}, text));
    this.announce(text);
  }

  /** Show why the run paused by itself. @param {string} text */
  showLimit(text) {
    this.#showBox("limit", make("p", {}, text), makeButton("run", "Continue"));
    this.announce(text);
  }

  /** Show a link that the reader can copy by hand. @param {string} text @param {string} url */
  showLink(text, url) {
    const attributes = { type: "text", readonly: "", value: url, "aria-label": "Link" };
    const field = /** @type {HTMLInputElement} */ (make("input", attributes));
    this.#showBox("notice", make("p", {}, text), field);
    field.select();
    this.announce(text);
  }

  /** Remove the notice. @param {string} [kind] only a notice of this kind */
  clear(kind = this.#notice.dataset.kind) {
    if (this.#notice.dataset.kind !== kind) return;
    this.#notice.hidden = true;
    this.#notice.replaceChildren();
  }

  /** @param {string} kind @param {Node[]} content */
  #showBox(kind, ...content) {
    this.#notice.dataset.kind = kind;
    this.#notice.hidden = false;
    this.#notice.replaceChildren(...content);
  }
}
