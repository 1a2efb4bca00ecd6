// @ts-check
/**
 * The picture of an island or a cell: reads the poster from the page and shows live frames in its place.
 *
 * Poster and frame have one shape, so Reset shows the poster like any frame. Python draws; this module only
 * sets text and markup, and only where they changed. Text and table of a mark are set while they are open, so
 * closed tables cost nothing.
 */

import { part } from "./dom.js";

/** @typedef {import("./protocol.js").Mark} Mark */
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

const NEW_ELEMENT = {
  mark:
    '<p class="demo-mark-label"></p><div class="demo-picture"></div><details class="demo-twin">' +
    '<summary>As text and table</summary><p class="demo-sentence"></p>' +
    '<div class="demo-table"></div></details>',
  metric: "<dt></dt><dd></dd>",
};

export class Picture {
  #marks;
  #metrics;
  #text;
  /** @type {WeakMap<Element, Mark>} the mark that each element shows */
  #shown = new WeakMap();
  /**
   * @type {WeakMap<Element, string>} the content last set: reading innerHTML would serialize the SVG again
   */
  #contents = new WeakMap();

  /** @param {Element} root */
  constructor(root) {
    this.#marks = part(root, ".demo-marks");
    this.#metrics = part(root, ".demo-metrics");
    this.#text = part(root, ".demo-text");
    this.poster = this.#read();
    const onToggle = (/** @type {Event} */ { target }) =>
      this.#updateTable(/** @type {Element} */ (target).closest(".demo-mark"));
    this.#marks.addEventListener("toggle", onToggle, true);
  }

  /** @param {Shown} frame */
  show(frame) {
    this.#matchChildren(
      this.#marks,
      "mark",
      frame.marks.map(({ name }) => name),
    );
    for (const mark of frame.marks) {
      const box = part(this.#marks, `[data-mark="${CSS.escape(mark.name)}"]`);
      box.dataset.kind = mark.kind;
      this.#fill(box, PICTURE_FIELDS, mark);
      this.#shown.set(box, mark);
      this.#updateTable(box);
    }
    this.#matchChildren(
      this.#metrics,
      "metric",
      frame.metrics.map(({ name }) => name),
    );
    for (const { name, label, text } of frame.metrics) {
      const box = part(this.#metrics, `[data-metric="${CSS.escape(name)}"]`);
      this.#setContent(part(box, "dt"), "textContent", label);
      this.#setContent(part(box, "dd"), "textContent", text);
    }
    this.#setContent(this.#text, "textContent", frame.text);
    this.#marks.dataset.count = String(frame.marks.length);
  }

  /** Update a mark's text and table while they are open. @param {Element | null} box */
  #updateTable(box) {
    const mark = box && this.#shown.get(box);
    const isOpen = mark && /** @type {HTMLDetailsElement} */ (part(box, ".demo-twin")).open;
    if (isOpen) this.#fill(box, TABLE_FIELDS, mark);
  }

  /** @param {Element} box @param {typeof PICTURE_FIELDS} fields @param {Mark} mark */
  #fill(box, fields, mark) {
    for (const [field, selector, property] of fields)
      this.#setContent(part(box, selector), property, mark[field]);
  }

  /** @returns {Shown} */
  #read() {
    const children = (/** @type {HTMLElement} */ list) => /** @type {HTMLElement[]} */ ([...list.children]);
    const readMark = (/** @type {HTMLElement} */ box) => {
      const fields = [...PICTURE_FIELDS, ...TABLE_FIELDS].map(([field, selector, property]) => [
        field,
        part(box, selector)[property],
      ]);
      return /** @type {Mark} */ ({
        name: box.dataset.mark,
        kind: box.dataset.kind,
        ...Object.fromEntries(fields),
      });
    };
    return {
      marks: children(this.#marks).map(readMark),
      metrics: children(this.#metrics).map((box) => ({
        name: String(box.dataset.metric),
        label: String(part(box, "dt").textContent),
        text: String(part(box, "dd").textContent),
      })),
      text: String(this.#text.textContent),
    };
  }

  /**
   * Make the children of a list match the names, in their order. New children are copies of the first one.
   * @param {HTMLElement} list
   * @param {"mark" | "metric"} key
   * @param {string[]} names
   */
  #matchChildren(list, key, names) {
    const old = new Map(
      [...list.children].map((child) => [/** @type {HTMLElement} */ (child).dataset[key], child]),
    );
    if (names.length === old.size && [...old.keys()].every((name, place) => name === names[place])) return;
    const pattern = list.firstElementChild ?? newElement(key);
    const children = names.map((name) => {
      const child = old.get(name) ?? /** @type {Element} */ (pattern.cloneNode(true));
      /** @type {HTMLElement} */ (child).dataset[key] = name;
      return child;
    });
    list.replaceChildren(...children);
  }

  /** @param {HTMLElement} element @param {"innerHTML" | "textContent"} property @param {string} content */
  #setContent(element, property, content) {
    if (this.#contents.get(element) === content) return;
    element[property] = content;
    this.#contents.set(element, content);
  }
}

/** @param {"mark" | "metric"} key @returns {Element} */
function newElement(key) {
  const box = document.createElement("div");
  box.className = key === "mark" ? "demo-mark" : "";
  box.innerHTML = NEW_ELEMENT[key];
  return box;
}
