// @ts-check
/** A plane to set points into: with pointer or finger, and with a cursor that the arrow keys move. */

import { ARROWS, Pad, svg } from "./pad.js";
import { NEAR, Plane } from "./plane.js";
import { PointSet } from "./points.js";

const STRIDE = 8;

/** @type {import("./pads.js").Wake} */
export function wakePoints(box, control, signal) {
  new PointsPad(box, control, signal);
}

class PointsPad {
  #facts;
  #points;
  #radios;
  #samples;
  #group;
  #plane;
  #pad;
  /** Where the keyboard's cursor is. */
  #cursor = { x: 160, y: 0 };
  /** @type {number} the point that moves with the cursor, or -1 */
  #carried = -1;
  /** The point under the finger, and where that was set down. */
  #drag = { place: -1, x: 0, y: 0, moved: false, added: false };

  /** @param {HTMLElement} box @param {import("./points.js").Plane} facts @param {AbortSignal} signal */
  constructor(box, facts, signal) {
    this.#facts = facts;
    this.#points = new PointSet(facts);
    this.#radios = /** @type {HTMLInputElement[]} */ ([...box.querySelectorAll(".demo-pad-classes input")]);
    const template = /** @type {HTMLTemplateElement | null} */ (box.querySelector(".demo-pad-sample"));
    this.#samples = [...(template?.content ?? box).querySelectorAll(template ? ".demo-point" : ".demo-pad-classes .demo-point")];
    this.#group = /** @type {Element} */ (box.querySelector(".demo-points"));
    this.#plane = new Plane(facts, /** @type {SVGSVGElement} */ (this.#group.ownerSVGElement).viewBox.baseVal);
    const count = () => this.#points.places.length;
    this.#pad = new Pad(box, this.#points, { draw: () => this.#draw(), count, noun: "point" }, signal);
    this.#pad.pen.append(svg("circle", { r: NEAR }), svg("path", { d: "M-18 0h12M6 0h12M0 -18v12M0 6v12" }));
    this.#goTo(this.#plane.width / 2, this.#plane.height / 2);
    this.#pad.follow((event) => this.#press(event), (event) => this.#pull(event), (event) => this.#release(event));
    this.#pad.take((event) => this.#key(event));
    this.#pad.surface.addEventListener("blur", () => this.#drop(), { signal });
  }

  /** The class of new points. */
  get kind() {
    return Math.max(0, this.#radios.findIndex((radio) => radio.checked));
  }

  #draw() {
    this.#group.replaceChildren(...this.#points.places.map((point) => {
      const { x, y } = this.#plane.seen(point);
      const shape = /** @type {Element} */ (this.#samples[point.kind].cloneNode(true));
      shape.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      return shape;
    }));
  }

  /** @param {{ x: number, y: number }} place */
  #add(place) {
    const added = this.#points.add(...this.#plane.data(place), this.kind);
    if (added < 0) this.#pad.say(`No more than ${this.#facts.most} points fit.`);
    return added;
  }

  /** @param {PointerEvent} event */
  #press(event) {
    const where = this.#pad.place(event);
    const found = this.#plane.at(this.#points.places, where);
    const place = found < 0 ? this.#add(where) : found;
    if (place < 0) return false;
    this.#drag = { place, ...where, moved: false, added: found < 0 };
    if (found < 0) this.#pad.changed(false);
    return true;
  }

  /** @param {PointerEvent} event */
  #pull(event) {
    const drag = this.#drag;
    const where = this.#pad.place(event);
    if (!drag.moved && Math.hypot(where.x - drag.x, where.y - drag.y) < 3) return; // a finger trembles
    if (!drag.moved && !drag.added) this.#points.keep();
    drag.moved = true;
    this.#points.move(drag.place, ...this.#plane.data(where));
    this.#pad.changed(false);
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const { place, moved, added } = this.#drag;
    if (!moved && !added && event.type === "pointerup") this.#points.remove(place);
  }

  /** @param {number} x @param {number} y */
  #goTo(x, y) {
    this.#cursor = this.#plane.within({ x, y });
    this.#pad.movePen(this.#cursor.x, this.#cursor.y);
    this.#pad.pen.toggleAttribute("data-down", this.#carried >= 0);
    if (this.#carried < 0) return;
    this.#points.move(this.#carried, ...this.#plane.data(this.#cursor));
    this.#pad.changed(false);
  }

  #drop() {
    if (this.#carried < 0) return;
    this.#carried = -1;
    this.#pad.pen.removeAttribute("data-down");
    this.#pad.changed(true);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { x, y } = this.#cursor;
    const arrow = ARROWS[event.key];
    const far = STRIDE * (event.shiftKey ? 5 : 1);
    if (arrow) this.#goTo(x + arrow[0] * far, y + arrow[1] * far);
    else if (event.key === "Enter" || event.key === " ") this.#enter();
    else if (event.key === "Delete" || event.key === "Backspace") this.#remove();
    else if (event.key === "PageDown" || event.key === "PageUp") this.#visit(event.key === "PageDown" ? 1 : -1);
    else if (event.key === "Escape" && this.#carried >= 0) this.#drop();
    else if (this.#radios[Number(event.key) - 1]) this.#radios[Number(event.key) - 1].checked = true;
    else return false;
    return true;
  }

  /** Drop what is carried, pick up what is here, or add a point. */
  #enter() {
    if (this.#carried >= 0) {
      this.#drop();
      return this.#pad.say("Dropped.");
    }
    const found = this.#plane.at(this.#points.places, this.#cursor);
    if (found >= 0) {
      this.#points.keep();
      this.#carried = found;
      this.#pad.pen.toggleAttribute("data-down", true);
      return this.#pad.say("Picked up. Arrow keys move it, Enter drops it.");
    }
    if (this.#add(this.#cursor) < 0) return;
    this.#pad.changed(true);
    this.#pad.say(`Added. ${this.#pad.summary}.`);
  }

  #remove() {
    const found = this.#carried >= 0 ? this.#carried : this.#plane.at(this.#points.places, this.#cursor);
    if (found < 0) return this.#pad.say("No point is here.");
    this.#carried = -1;
    this.#points.remove(found);
    this.#pad.changed(true);
    this.#pad.say(`Taken away. ${this.#pad.summary}.`);
  }

  /** Go to the next point, or the one before. @param {1 | -1} way */
  #visit(way) {
    const { places } = this.#points;
    if (!places.length || this.#carried >= 0) return;
    const next = (this.#plane.at(this.#points.places, this.#cursor) + way + places.length) % places.length;
    const { x, y } = this.#plane.seen(places[next]);
    this.#goTo(x, y);
    const { classes } = this.#facts;
    this.#pad.say(`Point ${next + 1} of ${places.length}${classes.length > 1 ? `, ${classes[places[next].kind]}` : ""}.`);
  }
}
