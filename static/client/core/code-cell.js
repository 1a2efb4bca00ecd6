// @ts-check
/**
 * The implementation of `<code-cell>`: a program with its output from the build, which a reader may run and
 * edit.
 */

import { readEdit } from "../editor/edit-storage.js";
import { preloadOnIntent } from "../runtime/preload.js";
import { CellQueue, raisedAsExpected } from "./cell-queue.js";
import { part, setLabel } from "./dom.js";
import { unmetRequirement } from "./environment.js";
import { Picture } from "./picture.js";
import { pageRuntime } from "./runtime-client.js";
import { Status } from "./status.js";

/** @typedef {import("./protocol.js").CellOutput} CellOutput */
/** @typedef {import("./protocol.js").PackageList} PackageList */
/** @typedef {{ source: string, raises: string, alt: string, packages?: PackageList }} Data */
/** @typedef {"idle" | "waiting" | "loading" | "running" | "failed"} State */

/** Action and label of the first button in each state. @type {Readonly<Record<State, [string, string]>>} */
const CELL_BUTTON = {
  idle: ["run", "Run"],
  waiting: ["stop", "Stop"],
  loading: ["stop", "Cancel"],
  running: ["stop", "Stop"],
  failed: ["run", "Run"],
};

const pageCells = new CellQueue(pageRuntime, (one, other) => numberOf(one) - numberOf(other));

/** @param {any} cell */
const numberOf = ({ root }) => root.dataset.number;

export class CodeCell {
  /** The open editor. @type {import("../editor/editor.js").Editor | null} */
  editor = null;
  #data;
  #status;
  #picture;
  /** Elements of the output that contain text. */
  #texts;
  /** What they contained when the site was built. */
  #savedTexts;
  /** Figures, tables, formulas and pictures, which Python writes as HTML. */
  #displays;
  #savedDisplays;
  /** @type {AbortController | null} */
  #connection = null;

  /** @type {Readonly<Record<string, () => void>>} */
  #actions = {
    run: () => this.run(),
    stop: () => pageCells.stop(),
    edit: () => void import("../editor/open-editor.js").then(({ openCellEditor }) => openCellEditor(this)),
  };

  /** @param {HTMLElement} root the element, which may leave the page and come back */
  constructor(root) {
    this.root = root;
    const texts = [".cell-stdout", ".cell-value", ".cell-raised"].map((selector) => part(root, selector));
    this.#data = /** @type {Data} */ (JSON.parse(String(part(root, ".cell-data").textContent)));
    this.#status = new Status(root);
    this.#picture = new Picture(root);
    this.#texts = texts;
    this.#savedTexts = texts.map((element) => String(element.textContent));
    this.#displays = part(root, ".cell-displays");
    this.#savedDisplays = this.#displays.innerHTML;
  }

  get name() {
    return `cell ${this.root.dataset.number}`;
  }

  get runtime() {
    return String(this.root.dataset.runtime);
  }

  get packages() {
    return this.#data.packages;
  }

  get raises() {
    return this.#data.raises;
  }

  get alt() {
    return this.#data.alt;
  }

  /** The program that Run would run: the reader's version in the editor, else the author's. */
  get source() {
    return this.editor?.text ?? this.authorSource;
  }

  get authorSource() {
    return this.#data.source;
  }

  get #title() {
    return `Cell ${this.root.dataset.number}`;
  }

  connect() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.root.addEventListener("click", (event) => this.#onClick(/** @type {Element} */ (event.target)), {
      signal,
    });
    preloadOnIntent(this.root, this.runtime, this.packages, signal);
    pageCells.add(this);
    const edit = readEdit(this.root.id);
    if (edit !== null && edit !== this.authorSource) {
      this.show("You have edited this cell. Press Edit to see your version.");
    }
  }

  disconnect() {
    this.#connection?.abort();
    pageCells.remove(this);
  }

  onQueued() {
    this.#setState("waiting");
    this.#clear();
    this.show("Waiting for the cells above …");
  }

  onStart() {
    if (pageRuntime.booted) {
      this.#setState("running");
      this.show("Running …");
    } else {
      this.#setState("loading");
      this.#status.showProgress({ stage: "runtime", loaded: 0, total: 0 });
    }
  }

  /** @param {import("./protocol.js").Progress} progress */
  onProgress(progress) {
    this.#status.showProgress(progress);
  }

  /** @param {CellOutput} output */
  onOutput(output) {
    const { error } = output;
    const isExpected = raisedAsExpected(this, output);
    const raised = error && isExpected ? [error.name, error.message].filter(Boolean).join(": ") : "";
    this.#picture.show(output.frame ?? { text: "", metrics: [], marks: [] });
    this.#displays.innerHTML = output.displays.map(({ html }) => html).join("");
    this.#showTexts([output.stdout, output.value, raised]);
    if (error && !isExpected) return this.#fail(error.name, error.message, error.trace, error.line);
    this.#setState("idle");
    const difference = this.raises && !error ? `; the author’s program raises ${this.raises} here.` : "";
    this.show(`Live result${difference}`, `${this.#title} has run.`);
  }

  /** @param {string} why */
  onCancelled(why) {
    this.#setState("idle");
    this.show(why, `${this.#title}: ${why}`);
  }

  /** @param {import("./protocol.js").ErrorMessage} error */
  onWorkerLost({ name, message, trace }) {
    this.#fail(name === "BootError" ? "Python could not be loaded" : name, message, trace, null);
  }

  run() {
    const unmet = unmetRequirement();
    if (unmet) return this.#fail("This browser cannot run it", unmet, "", null);
    this.editor?.clearError();
    pageCells.run(this);
  }

  /** Show the output of the build. Variables that the reader's program has set stay until Python ends. */
  showSaved() {
    pageCells.invalidate(this);
    this.#clear();
    this.#picture.show(this.#picture.poster);
    this.#displays.innerHTML = this.#savedDisplays;
    this.#showTexts(this.#savedTexts);
    if (this.root.dataset.state === "failed") this.#setState("idle");
    this.show("Saved result", `${this.#title}: the author’s program and its saved result.`);
  }

  /** @param {string} text shown beside the buttons @param {string} [announcement] for screen readers */
  show(text, announcement) {
    this.#status.show(text);
    if (announcement) this.#status.announce(announcement);
  }

  /** @param {string[]} texts */
  #showTexts(texts) {
    for (const [place, element] of this.#texts.entries()) {
      element.textContent = texts[place];
      element.hidden = !texts[place];
    }
    const fold = part(this.root, ".cell-output").closest("details");
    if (fold && this.root.dataset.state === "running") fold.open = true; // the reader asked for the output
  }

  #clear() {
    this.#status.clear();
    this.editor?.clearError();
  }

  /** @param {State} state */
  #setState(state) {
    this.root.dataset.state = state;
    const button = part(this.root, ".demo-primary");
    const [action, label] = CELL_BUTTON[state];
    button.dataset.action = action;
    setLabel(button, label);
  }

  /** @param {string} name @param {string} message @param {string} trace @param {number | null} line */
  #fail(name, message, trace, line) {
    this.#setState("failed");
    this.#status.show("");
    const text = [name, message].filter(Boolean).join(": ");
    const where = line ? ` in line ${line}` : "";
    this.#status.showStopped(`${this.#title} stopped${where}.`, text, trace);
    this.editor?.showError(line, text);
  }

  /** @param {Element} target */
  #onClick(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
    if (button) this.#actions[String(button.dataset.action)]?.(); // Reset is handled by the editor
  }
}
