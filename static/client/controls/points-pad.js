// @ts-check
/** A plane to place points in, with a pointer or with a cursor that the arrow keys move. */

import { makeSvg, part } from "../core/dom.js";
import { ARROWS, Pad } from "./pad.js";
import { NEAR, Plane, PointSet } from "./points.js";

/** @typedef {import("./points.js").PointsControl} PointsControl */
/** @typedef {import("./points.js").Position} Position */

/** One step of an arrow key, in the picture's units. */
const STEP = 8;
/** Movements shorter than this are the trembling of a finger. */
const DRAG_THRESHOLD = 3;

/** @type {import("./controls.js").Connect} */
export function connectPoints(box, control, reporter, signal) {
  new PointsPad(box, control, reporter, signal);
}

class PointsPad {
  #control;
  #set;
  #radios;
  #samples;
  #group;
  #plane;
  #pad;
  /** The position of the keyboard's cursor. */
  #cursor = { x: 160, y: 0 };
  /** The index of the point that moves with the cursor, or -1. */
  #carried = -1;
  /** The point under the pointer, and where the pointer was pressed. */
  #drag = { index: -1, x: 0, y: 0, moved: false, added: false };

  /**
   * @param {HTMLElement} box
   * @param {PointsControl} control
   * @param {import("./controls.js").Reporter} reporter
   * @param {AbortSignal} signal
   */
  constructor(box, control, reporter, signal) {
    this.#control = control;
    this.#set = new PointSet(control);
    this.#radios = /** @type {HTMLInputElement[]} */ ([...box.querySelectorAll(".demo-pad-classes input")]);
    const template = /** @type {HTMLTemplateElement | null} */ (box.querySelector(".demo-pad-sample"));
    const samples = template
      ? template.content.querySelectorAll(".demo-point")
      : box.querySelectorAll(".demo-pad-classes .demo-point");
    this.#samples = [...samples];
    this.#group = part(box, ".demo-points");
    const picture = /** @type {SVGSVGElement} */ (box.querySelector(".demo-pad-surface svg"));
    this.#plane = new Plane(control, picture.viewBox.baseVal);
    const view = { draw: () => this.#draw(), count: () => this.#set.points.length, noun: "point" };
    this.#pad = new Pad(box, this.#set, view, reporter, signal);
    this.#pad.pen.append(
      makeSvg("circle", { r: NEAR }),
      makeSvg("path", { d: "M-18 0h12M6 0h12M0 -18v12M0 6v12" }),
    );
    this.#moveCursor(this.#plane.width / 2, this.#plane.height / 2);
    this.#pad.onPointer(
      (event) => this.#press(event),
      (event) => this.#dragTo(event),
      (event) => this.#release(event),
    );
    this.#pad.onKey((event) => this.#onKey(event));
    this.#pad.surface.addEventListener("blur", () => this.#drop(), { signal });
  }

  /** The class of new points. */
  get #kind() {
    return Math.max(
      0,
      this.#radios.findIndex((radio) => radio.checked),
    );
  }

  #draw() {
    const shapes = this.#set.points.map((point) => {
      const { x, y } = this.#plane.toPicture(point);
      const shape = /** @type {Element} */ (this.#samples[point.kind].cloneNode(true));
      shape.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      return shape;
    });
    this.#group.replaceChildren(...shapes);
  }

  /** @param {Position} position */
  #add(position) {
    const index = this.#set.add(...this.#plane.toData(position), this.#kind);
    if (index < 0) this.#pad.announce(`There is room for ${this.#control.most} points only.`);
    return index;
  }

  /** @param {PointerEvent} event */
  #press(event) {
    const position = this.#pad.position(event);
    const found = this.#plane.nearest(this.#set.points, position);
    const index = found < 0 ? this.#add(position) : found;
    if (index < 0) return false;
    this.#drag = { index, ...position, moved: false, added: found < 0 };
    if (found < 0) this.#pad.changed(false);
    return true;
  }

  /** @param {PointerEvent} event */
  #dragTo(event) {
    const drag = this.#drag;
    const position = this.#pad.position(event);
    if (!drag.moved && Math.hypot(position.x - drag.x, position.y - drag.y) < DRAG_THRESHOLD) return;
    if (!drag.moved && !drag.added) this.#set.save();
    drag.moved = true;
    this.#set.move(drag.index, ...this.#plane.toData(position));
    this.#pad.changed(false);
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const { index, moved, added } = this.#drag;
    if (!moved && !added && event.type === "pointerup") this.#set.remove(index);
  }

  /** @param {number} x @param {number} y */
  #moveCursor(x, y) {
    this.#cursor = this.#plane.limited({ x, y });
    this.#pad.movePen(this.#cursor.x, this.#cursor.y);
    this.#pad.pen.toggleAttribute("data-down", this.#carried >= 0);
    if (this.#carried < 0) return;
    this.#set.move(this.#carried, ...this.#plane.toData(this.#cursor));
    this.#pad.changed(false);
  }

  #drop() {
    if (this.#carried < 0) return;
    this.#carried = -1;
    this.#pad.pen.removeAttribute("data-down");
    this.#pad.changed(true);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { x, y } = this.#cursor;
    const arrow = ARROWS[event.key];
    const step = STEP * (event.shiftKey ? 5 : 1);
    const radio = this.#radios[Number(event.key) - 1];
    if (arrow) this.#moveCursor(x + arrow[0] * step, y + arrow[1] * step);
    else if (event.key === "Enter" || event.key === " ") this.#enter();
    else if (event.key === "Delete" || event.key === "Backspace") this.#remove();
    else if (event.key === "PageDown") this.#visit(1);
    else if (event.key === "PageUp") this.#visit(-1);
    else if (event.key === "Escape" && this.#carried >= 0) this.#drop();
    else if (radio) radio.checked = true;
    else return false;
    return true;
  }

  /** Drop the carried point, pick up the point at the cursor, or add one. */
  #enter() {
    if (this.#carried >= 0) {
      this.#drop();
      return this.#pad.announce("Dropped.");
    }
    const found = this.#plane.nearest(this.#set.points, this.#cursor);
    if (found >= 0) {
      this.#set.save();
      this.#carried = found;
      this.#pad.pen.toggleAttribute("data-down", true);
      return this.#pad.announce("Picked up. Move it with the arrow keys, drop it with Enter.");
    }
    if (this.#add(this.#cursor) < 0) return;
    this.#pad.changed(true);
    this.#pad.announce(`Added. ${this.#pad.summary}.`);
  }

  #remove() {
    const index = this.#carried >= 0 ? this.#carried : this.#plane.nearest(this.#set.points, this.#cursor);
    if (index < 0) return this.#pad.announce("There is no point here.");
    this.#carried = -1;
    this.#set.remove(index);
    this.#pad.changed(true);
    this.#pad.announce(`Removed. ${this.#pad.summary}.`);
  }

  /** Move the cursor to the next point, or to the previous one. @param {1 | -1} direction */
  #visit(direction) {
    const { points } = this.#set;
    if (!points.length || this.#carried >= 0) return;
    const next = (this.#plane.nearest(points, this.#cursor) + direction + points.length) % points.length;
    const { x, y } = this.#plane.toPicture(points[next]);
    this.#moveCursor(x, y);
    const { classes } = this.#control;
    const kind = classes.length > 1 ? `, ${classes[points[next].kind]}` : "";
    this.#pad.announce(`Point ${next + 1} of ${points.length}${kind}.`);
  }
}
