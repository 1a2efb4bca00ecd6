// @ts-check
/** A pad to draw on, with a pointer or with a pen that the arrow keys move. */

import { makeSvg, part } from "../core/dom.js";
import { ARROWS, Pad } from "./pad.js";

/** @typedef {[number, number]} Point from 0 to 1, right and down */
/** @typedef {Point[]} Stroke */

const MAX_POINTS = 5000;

/** Limit a coordinate to 0 to 1, with three decimals. @param {number} coordinate */
const rounded = (coordinate) => Math.round(Math.min(1, Math.max(0, coordinate)) * 1000) / 1000;

/** @param {string} text @returns {Point} */
function readInkPoint(text) {
  const numbers = text.split(",").map((number) => (number ? Number(number) : Number.NaN));
  return numbers.length === 2 ? [numbers[0], numbers[1]] : [Number.NaN, Number.NaN];
}

/**
 * Return the strokes of a text such as `x,y x,y;x,y`, or null where it is not valid.
 * @param {string} text
 * @returns {Stroke[] | null}
 */
export function readStrokes(text) {
  const parts = text
    .split(";")
    .map((part) => part.trim())
    .filter(Boolean);
  const strokes = parts.map((part) => part.split(/\s+/).map(readInkPoint));
  const points = strokes.flat();
  const isValid = points.flat().every((number) => number >= 0 && number <= 1);
  return isValid && points.length <= MAX_POINTS ? strokes : null;
}

/** @param {Stroke[]} strokes */
export function writeStrokes(strokes) {
  return strokes.map((stroke) => stroke.map((point) => point.map(rounded).join(",")).join(" ")).join(";");
}

/** A drawing with undo. */
export class Drawing {
  #gap;
  /** @type {Stroke[]} */
  strokes = [];
  /** @type {string[]} the drawing before each change */
  #history = [];
  /** The number of points before the current stroke. */
  #earlier = 0;

  /** @param {number} gap points closer to each other than this count as one */
  constructor(gap) {
    this.#gap = gap;
  }

  get text() {
    return writeStrokes(this.strokes);
  }

  /** Replace the drawing and its history. @param {string} text */
  load(text) {
    this.strokes = readStrokes(text) ?? [];
    this.#history = [];
  }

  /** Begin a stroke. @param {number} x @param {number} y */
  begin(x, y) {
    this.#history.push(this.text);
    this.#earlier = this.strokes.flat().length;
    if (this.#earlier < MAX_POINTS) this.strokes.push([[rounded(x), rounded(y)]]);
  }

  /**
   * Extend the stroke to a point. Its last point follows the pen until it is far enough from the one before.
   * @param {number} x
   * @param {number} y
   */
  extend(x, y) {
    const stroke = this.strokes.at(-1);
    if (!stroke || this.#earlier + stroke.length >= MAX_POINTS) return;
    /** @type {Point} */
    const point = [rounded(x), rounded(y)];
    const [end, before] = [stroke[stroke.length - 1], stroke[stroke.length - 2]];
    if (before && Math.hypot(end[0] - before[0], end[1] - before[1]) < this.#gap)
      stroke[stroke.length - 1] = point;
    else if (end[0] !== point[0] || end[1] !== point[1]) stroke.push(point);
  }

  clear() {
    if (!this.strokes.length) return;
    this.#history.push(this.text);
    this.strokes = [];
  }

  /** Undo the last stroke or clearing. In a drawing that was loaded, remove its last stroke. */
  undo() {
    const before = this.#history.pop();
    if (before === undefined) this.strokes.pop();
    else this.strokes = readStrokes(before) ?? [];
  }
}

/** Return the path data of a stroke. @param {Stroke} stroke @param {number} width @param {number} height */
function pathOf(stroke, width, height) {
  const points = stroke.map(
    ([x, y]) => `${Number((x * width).toFixed(2))} ${Number((y * height).toFixed(2))}`,
  );
  return `M${points.join("L")}${points.length === 1 ? "h0" : ""}`;
}

/** @type {import("./controls.js").Connect} */
export function connectInk(box, control, reporter, signal) {
  const { width, height } = control;
  const drawing = new Drawing(0.5 / width);
  const strokes = part(box, ".demo-strokes");
  const draw = () => {
    while (strokes.childElementCount > drawing.strokes.length) strokes.lastElementChild?.remove();
    for (const [place, stroke] of drawing.strokes.entries()) {
      const path = strokes.children[place] ?? strokes.appendChild(makeSvg("path", {}));
      path.setAttribute("d", pathOf(stroke, width, height));
    }
  };
  const view = { draw, count: () => drawing.strokes.length, noun: "stroke" };
  const pad = new Pad(box, drawing, view, reporter, signal);
  pad.pen.append(makeSvg("circle", { r: Math.max(control.brush / 2, width / 40) }));
  connectPointer(pad, drawing);
  connectKeys(pad, drawing, signal);
}

/** @param {Pad} pad @param {Drawing} drawing */
function connectPointer(pad, drawing) {
  const { width, height } = pad.size;
  const begin = (/** @type {PointerEvent} */ event) => {
    const { x, y } = pad.position(event);
    drawing.begin(x / width, y / height);
    pad.changed(false);
    return true;
  };
  const extend = (/** @type {PointerEvent} */ event) => {
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) {
      const { x, y } = pad.position(one);
      drawing.extend(x / width, y / height);
    }
    pad.changed(false);
  };
  pad.onPointer(begin, extend);
}

/** @param {Pad} pad @param {Drawing} drawing @param {AbortSignal} signal */
function connectKeys(pad, drawing, signal) {
  const { width, height } = pad.size;
  const pen = { x: width / 2, y: height / 2, down: false };
  const showPen = () => {
    pad.movePen(pen.x, pen.y);
    pad.pen.toggleAttribute("data-down", pen.down);
  };
  const lift = () => {
    if (!pen.down) return;
    pen.down = false;
    showPen();
    pad.changed(true);
    pad.announce(`Pen up. ${pad.summary}.`);
  };
  const lower = () => {
    pen.down = true;
    showPen();
    drawing.begin(pen.x / width, pen.y / height);
    pad.changed(false);
    pad.announce("Pen down.");
  };
  const move = (/** @type {[number, number]} */ [right, down], /** @type {number} */ steps) => {
    pen.x = Math.min(width, Math.max(0, pen.x + right * (width / 28) * steps));
    pen.y = Math.min(height, Math.max(0, pen.y + down * (width / 28) * steps));
    showPen();
    if (!pen.down) return;
    drawing.extend(pen.x / width, pen.y / height);
    pad.changed(false);
  };
  const undo = () => {
    pen.down = false;
    showPen();
    drawing.undo();
    pad.changed(true);
    pad.announce(pad.summary);
  };
  showPen();
  pad.onKey((event) => {
    if (ARROWS[event.key]) move(ARROWS[event.key], event.shiftKey ? 4 : 1);
    else if (event.key === " " && event.repeat) return true;
    else if (event.key === " ") (pen.down ? lift : lower)();
    else if (event.key === "Backspace") undo();
    else if (event.key === "Escape") lift();
    else return false;
    return true;
  });
  pad.surface.addEventListener("blur", lift, { signal });
}
