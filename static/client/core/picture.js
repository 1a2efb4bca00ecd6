// @ts-check
/**
 * The frame in the page: the poster read from it, a live frame put into it. Both are one shape, so Reset is nothing
 * but showing the poster again. All drawing was done in Python; here text and markup are set, and only where they differ.
 * What a picture says as text and table is set while it is open to be seen, so no frame pays for a table that nobody sees.
 */

import { part } from "./dom.js";

/** @typedef {import("./protocol.js").Frame} Frame */
/** @typedef {import("./protocol.js").Mark} Mark */
/** @typedef {Pick<Frame, "text" | "metrics" | "marks">} Shown */

/** The parts of a mark: where each is, and whether it is markup or text. @type {ReadonlyArray<[keyof Mark, string, "innerHTML" | "textContent"]>} */
const SEEN_PARTS = [
  ["label", ".demo-mark-label", "textContent"],
  ["svg", ".demo-picture", "innerHTML"],
];
/** @type {typeof SEEN_PARTS} */
const TWIN_PARTS = [
  ["sentence", ".demo-sentence", "textContent"],
  ["table", ".demo-table", "innerHTML"],
];

export class Picture {
  #marks;
  #metrics;
  #text;

  /** @type {WeakMap<Element, Mark>} what each mark shows, its twin too once it is opened */
  #shown = new WeakMap();

  /** @type {WeakMap<Element, string>} markup last set: reading innerHTML back would write the SVG out again */
  #set = new WeakMap();

  /** @param {Element} root */
  constructor(root) {
    this.#marks = part(root, ".demo-marks");
    this.#metrics = part(root, ".demo-metrics");
    this.#text = part(root, ".demo-text");
    this.poster = this.#read();
    this.#marks.addEventListener("toggle", ({ target }) => this.#twin(/** @type {Element} */ (target).closest(".demo-mark")), true);
  }

  /** @param {Shown} frame */
  show(frame) {
    this.#keep(this.#marks, "mark", frame.marks.map(({ name }) => name));
    frame.marks.forEach((mark) => {
      const box = part(this.#marks, `[data-mark="${CSS.escape(mark.name)}"]`);
      box.dataset.kind = mark.kind;
      this.#fill(box, SEEN_PARTS, mark);
      this.#shown.set(box, mark);
      this.#twin(box);
    });
    this.#keep(this.#metrics, "metric", frame.metrics.map(({ name }) => name));
    for (const { name, label, text } of frame.metrics) {
      const box = part(this.#metrics, `[data-metric="${CSS.escape(name)}"]`);
      this.#put(part(box, "dt"), "textContent", label);
      this.#put(part(box, "dd"), "textContent", text);
    }
    this.#put(this.#text, "textContent", frame.text);
    this.#marks.dataset.count = String(frame.marks.length);
  }

  /** Bring a mark's text and table up to date, where they are to be seen. @param {Element | null} box */
  #twin(box) {
    const mark = box && this.#shown.get(box);
    if (mark && /** @type {HTMLDetailsElement} */ (part(box, ".demo-twin")).open) this.#fill(box, TWIN_PARTS, mark);
  }

  /** @param {Element} box @param {typeof SEEN_PARTS} parts @param {Mark} mark */
  #fill(box, parts, mark) {
    for (const [key, selector, property] of parts) this.#put(part(box, selector), property, mark[key]);
  }

  /** @returns {Shown} */
  #read() {
    const children = (/** @type {HTMLElement} */ list) => /** @type {HTMLElement[]} */ ([...list.children]);
    return {
      marks: children(this.#marks).map((box) => {
        const read = [...SEEN_PARTS, ...TWIN_PARTS].map(([key, selector, property]) => [key, part(box, selector)[property]]);
        return /** @type {Mark} */ ({ name: box.dataset.mark, kind: box.dataset.kind, ...Object.fromEntries(read) });
      }),
      metrics: children(this.#metrics).map((box) => ({
        name: String(box.dataset.metric),
        label: String(part(box, "dt").textContent),
        text: String(part(box, "dd").textContent),
      })),
      text: String(this.#text.textContent),
    };
  }

  /**
   * Make the children of a list those of the names, in their order; a new one is made after the first.
   * @param {HTMLElement} list @param {"mark" | "metric"} key @param {string[]} names
   */
  #keep(list, key, names) {
    const old = new Map([...list.children].map((child) => [/** @type {HTMLElement} */ (child).dataset[key], child]));
    if (names.length === old.size && [...old.keys()].every((name, place) => name === names[place])) return;
    const pattern = list.firstElementChild ?? this.#pattern(key);
    const wanted = names.map((name) => {
      const made = old.get(name) ?? /** @type {Element} */ (pattern.cloneNode(true));
      /** @type {HTMLElement} */ (made).dataset[key] = name;
      return made;
    });
    list.replaceChildren(...wanted);
  }

  /** @param {"mark" | "metric"} key @returns {Element} */
  #pattern(key) {
    const box = document.createElement("div");
    box.className = key === "mark" ? "demo-mark" : "";
    box.innerHTML = key === "metric" ? "<dt></dt><dd></dd>"
      : '<p class="demo-mark-label"></p><div class="demo-picture"></div><details class="demo-twin"><summary>As text and table</summary>'
        + '<p class="demo-sentence"></p><div class="demo-table"></div></details>';
    return box;
  }

  /** @param {HTMLElement} element @param {"innerHTML" | "textContent"} property @param {string} content */
  #put(element, property, content) {
    if (this.#set.get(element) === content) return;
    element[property] = content;
    this.#set.set(element, content);
  }
}
