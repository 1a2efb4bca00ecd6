// @ts-check
/**
 * The picture of an island or a cell: reads the poster from the page and shows live frames in its place.
 *
 * Poster and frame have one shape, so Reset shows the poster like any frame. Python draws; this module only
 * sets text and markup, and only where they changed. Text and table of a mark are set while they are open, so
 * closed tables cost nothing.
 */

import { make, part } from "./dom.js";

/** @typedef {import("./protocol.js").Mark} Mark */
/** @typedef {import("./protocol.js").Metric} Metric */
/** @typedef {import("./protocol.js").Picture} Shown */

/**
 * Fields of a mark, each with its element and property.
 * @type {ReadonlyArray<[keyof Mark, string, "innerHTML" | "textContent"]>}
 */
const PICTURE_FIELDS = [
  ["label", ".demo-mark-label", "textContent"],
  ["svg", ".demo-picture", "innerHTML"],
];
/** The fields that are shown on request. @type {typeof PICTURE_FIELDS} */
const TABLE_FIELDS = [
  ["sentence", ".demo-sentence", "textContent"],
  ["table", ".demo-table", "innerHTML"],
];

const NEW_MARK = '<p class="demo-mark-label"></p><div class="demo-picture"></div>';
const NEW_TWIN =
  '<summary>As text and table</summary><p class="demo-sentence"></p><div class="demo-table"></div>';

export class Picture {
  #root;
  #metrics;
  #text;
  /** In a cell, where all marks are; in an island, where the folded ones are. */
  #list;
  /** @type {Map<string, HTMLElement>} the element of each mark */
  #marks = new Map();
  /** @type {Map<string, HTMLDetailsElement>} the text and the table of each mark */
  #twins = new Map();
  /** @type {WeakMap<Element, Mark>} the mark that each twin belongs to */
  #shown = new WeakMap();
  /**
   * @type {WeakMap<Element, string>} the content last set: reading innerHTML would serialize the SVG again
   */
  #contents = new WeakMap();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#list = part(root, ".demo-marks, .stage-extra");
    this.#metrics = part(root, ".demo-metrics");
    this.#text = part(root, ".demo-text");
    for (const box of all(root, ".demo-mark")) this.#marks.set(String(box.dataset.mark), box);
    for (const twin of all(root, ".demo-twin")) {
      this.#twins.set(String(twin.dataset.twin), /** @type {HTMLDetailsElement} */ (twin));
    }
    this.poster = this.#read();
    root.addEventListener("toggle", ({ target }) => this.#updateTwin(/** @type {Element} */ (target)), true);
  }

  /** @param {Shown} frame */
  show(frame) {
    const isCell = this.#list.classList.contains("demo-marks");
    if (isCell) {
      const boxes = frame.marks.map(({ name }) => this.#box(name));
      if (boxes.some((box, place) => box !== this.#list.children[place])) this.#list.prepend(...boxes);
      this.#list.dataset.count = String(boxes.length);
    }
    const names = new Set(frame.marks.map(({ name }) => name));
    const lacksMain =
      !isCell &&
      !all(this.#root, ".stage-main .demo-mark").some((box) => names.has(String(box.dataset.mark)));
    const isEmpty = lacksMain && !this.#root.querySelector(".stage-main .demo-pad");
    for (const mark of frame.marks) {
      const box = this.#box(mark.name, isEmpty);
      box.dataset.kind = mark.kind;
      this.#fill(box, PICTURE_FIELDS, mark);
      const twin = this.#twins.get(mark.name);
      if (twin) {
        this.#shown.set(twin, mark);
        this.#updateTwin(twin);
      }
    }
    for (const [name, box] of this.#marks) {
      const isGone = !names.has(name);
      box.hidden = isGone;
      const panel = /** @type {HTMLElement | null} */ (box.closest("[data-panel]"));
      if (panel) panel.hidden = isGone;
      const twin = this.#twins.get(name);
      if (twin) twin.hidden = isGone;
    }
    this.#showMetrics(frame.metrics);
    this.#setContent(this.#text, "textContent", frame.text);
  }

  /**
   * Return the element of a mark; make one for a mark that the poster does not have.
   * @param {string} name
   * @param {boolean} isMain whether a new one takes the main place
   */
  #box(name, isMain = false) {
    const known = this.#marks.get(name);
    if (known) return known;
    const box = make("div", { class: "demo-mark", "data-mark": name });
    box.innerHTML = NEW_MARK;
    const twin = /** @type {HTMLDetailsElement} */ (
      make("details", { class: "demo-twin", "data-twin": name })
    );
    twin.innerHTML = NEW_TWIN;
    box.append(twin);
    (isMain ? part(this.#root, ".stage-main") : this.#list).append(box);
    this.#marks.set(name, box);
    this.#twins.set(name, twin);
    return box;
  }

  /** @param {Metric[]} metrics */
  #showMetrics(metrics) {
    const old = new Map(all(this.#metrics, "[data-metric]").map((box) => [box.dataset.metric, box]));
    const pattern = this.#metrics.firstElementChild ?? newMetric();
    if (metrics.length !== old.size || metrics.some(({ name }) => !old.has(name))) {
      const boxes = metrics.map(({ name }) => old.get(name) ?? pattern.cloneNode(true));
      this.#metrics.replaceChildren(...boxes);
    }
    for (const [place, { name, label, text }] of metrics.entries()) {
      const box = /** @type {HTMLElement} */ (this.#metrics.children[place]);
      box.dataset.metric = name;
      this.#setContent(part(box, "dt"), "textContent", label);
      this.#setContent(part(box, "dd"), "textContent", text);
    }
    const head = /** @type {HTMLElement | null} */ (this.#root.querySelector(".stage-head"));
    const headline = head && metrics.find(({ name }) => name === head.dataset.headline);
    if (!head) return;
    this.#setContent(part(head, "b"), "textContent", headline?.text ?? "–");
    for (const element of all(head, "[data-pattern]")) {
      const numbers = Object.fromEntries(metrics.map(({ name, text }) => [name, text]));
      const pattern = String(element.dataset.pattern);
      this.#setContent(
        element,
        "textContent",
        pattern.replace(/\{(\w+)\}/g, (_, name) => numbers[name] ?? "–"),
      );
    }
    const share = Math.min(1, Math.max(0, headline?.value ?? 0));
    head.querySelector(".stage-gauge-value")?.setAttribute("width", `${+(100 * share).toFixed(2)}%`);
  }

  /** Update a mark's text and table while they are open. @param {Element} twin */
  #updateTwin(twin) {
    const mark = this.#shown.get(twin);
    if (mark && /** @type {HTMLDetailsElement} */ (twin).open) this.#fill(twin, TABLE_FIELDS, mark);
  }

  /** @param {Element} box @param {typeof PICTURE_FIELDS} fields @param {Mark} mark */
  #fill(box, fields, mark) {
    for (const [field, selector, property] of fields)
      this.#setContent(part(box, selector), property, mark[field]);
  }

  /** @returns {Shown} */
  #read() {
    const readMark = (/** @type {[string, HTMLElement]} */ [name, box]) => {
      const twin = this.#twins.get(name);
      const read = (/** @type {Element | undefined} */ from, /** @type {typeof PICTURE_FIELDS} */ fields) =>
        from ? fields.map(([field, selector, property]) => [field, part(from, selector)[property]]) : [];
      return /** @type {Mark} */ ({
        name,
        kind: box.dataset.kind,
        sentence: "",
        table: "",
        ...Object.fromEntries([...read(box, PICTURE_FIELDS), ...read(twin, TABLE_FIELDS)]),
      });
    };
    const head = /** @type {HTMLElement | null} */ (this.#root.querySelector(".stage-head"));
    const width = parseFloat(head?.querySelector(".stage-gauge-value")?.getAttribute("width") ?? "");
    return {
      marks: [...this.#marks].map(readMark),
      metrics: all(this.#metrics, "[data-metric]").map((box) => ({
        name: String(box.dataset.metric),
        label: String(part(box, "dt").textContent),
        text: String(part(box, "dd").textContent),
        value: box.dataset.metric === head?.dataset.headline ? width / 100 : null,
      })),
      text: String(this.#text.textContent),
    };
  }

  /** @param {Element} element @param {"innerHTML" | "textContent"} property @param {string} content */
  #setContent(element, property, content) {
    if (this.#contents.get(element) === content) return;
    element[property] = content;
    this.#contents.set(element, content);
  }
}

/** @param {Element} root @param {string} selector @returns {HTMLElement[]} */
const all = (root, selector) => [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(selector))];

function newMetric() {
  return make("div", {}, make("dt", {}), make("dd", {}));
}
