// @ts-check
/** A pad to draw on: with pointer, finger or pen, and with a pen that the arrow keys move. */

import { ARROWS, Pad, svg } from "./pad.js";
import { Drawing } from "./ink.js";

/** @param {import("./ink.js").Stroke} stroke @param {number} width @param {number} height */
function outline(stroke, width, height) {
  const places = stroke.map(([x, y]) => `${Number((x * width).toFixed(2))} ${Number((y * height).toFixed(2))}`);
  return `M${places.join("L")}${places.length === 1 ? "h0" : ""}`;
}

/** @type {import("./pads.js").Wake} */
export function wakeInk(box, control, signal) {
  const { width, height } = control;
  const drawing = new Drawing(0.5 / width);
  const strokes = /** @type {Element} */ (box.querySelector(".demo-strokes"));
  const draw = () => {
    while (strokes.childElementCount > drawing.strokes.length) strokes.lastElementChild?.remove();
    drawing.strokes.forEach((stroke, place) => {
      const path = strokes.children[place] ?? strokes.appendChild(svg("path", {}));
      path.setAttribute("d", outline(stroke, width, height));
    });
  };
  const count = () => drawing.strokes.length;
  const pad = new Pad(box, drawing, { draw, count, noun: "stroke" }, signal);
  pad.pen.append(svg("circle", { r: Math.max(control.brush / 2, width / 40) }));
  takePointer(pad, drawing);
  takeKeys(pad, drawing, signal);
}

/** @param {Pad} pad @param {Drawing} drawing */
function takePointer(pad, drawing) {
  const { width, height } = pad.size;
  pad.follow((event) => {
    const { x, y } = pad.place(event);
    drawing.begin(x / width, y / height);
    pad.changed(false);
    return true;
  }, (event) => {
    const parts = event.getCoalescedEvents?.() ?? [];
    for (const part of parts.length ? parts : [event]) {
      const { x, y } = pad.place(part);
      drawing.extend(x / width, y / height);
    }
    pad.changed(false);
  });
}

/** @param {Pad} pad @param {Drawing} drawing @param {AbortSignal} signal */
function takeKeys(pad, drawing, signal) {
  const { surface } = pad;
  const { width, height } = pad.size;
  const pen = { x: width / 2, y: height / 2, down: false };
  const show = () => {
    pad.movePen(pen.x, pen.y);
    pad.pen.toggleAttribute("data-down", pen.down);
  };
  const lift = () => {
    if (!pen.down) return;
    pen.down = false;
    show();
    pad.changed(true);
    pad.say(`Pen up. ${pad.summary}.`);
  };
  const lower = () => {
    pen.down = true;
    show();
    drawing.begin(pen.x / width, pen.y / height);
    pad.changed(false);
    pad.say("Pen down.");
  };
  show();
  pad.take((event) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      const far = (width / 28) * (event.shiftKey ? 4 : 1);
      pen.x = Math.min(width, Math.max(0, pen.x + arrow[0] * far));
      pen.y = Math.min(height, Math.max(0, pen.y + arrow[1] * far));
      show();
      if (pen.down) {
        drawing.extend(pen.x / width, pen.y / height);
        pad.changed(false);
      }
    } else if (event.key === " ") {
      if (!event.repeat) (pen.down ? lift : lower)();
    } else if (event.key === "Backspace") {
      pen.down = false;
      show();
      drawing.undo();
      pad.changed(true);
      pad.say(pad.summary);
    } else if (event.key === "Escape") lift();
    else return false;
    return true;
  });
  surface.addEventListener("blur", lift, { signal });
}
