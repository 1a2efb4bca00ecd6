// @ts-check
/** A choice of sounds with a button that records another. */

import { offerRecording } from "./fields.js";
import { canRecord, explain, record } from "./recording.js";
import { speak, TELL } from "./speak.js";

/** @type {import("./pads.js").Wake} */
export function wakeClip(box, control, signal) {
  const select = /** @type {HTMLSelectElement} */ (box.querySelector("select"));
  const button = /** @type {HTMLButtonElement} */ (box.querySelector('[data-action="record"]'));
  const name = button.getAttribute("aria-label") ?? "";
  /** @type {(() => void) | null} */
  let stop = null;
  const become = (/** @type {"Record" | "Stop"} */ word) => {
    button.textContent = word;
    button.setAttribute("aria-label", word === "Stop" ? `${control.label}: stop recording` : name);
    button.toggleAttribute("data-recording", word === "Stop");
  };
  signal.addEventListener("abort", () => stop?.());
  button.addEventListener("click", async () => {
    if (stop) return stop();
    if (!canRecord()) return speak(box, TELL, "This browser cannot record here. Recording needs a microphone and a page on https.");
    stop = () => {}; // a second click while the reader is asked
    try {
      const recording = await record(control.rate, control.most_seconds);
      stop = recording.stop;
      become("Stop");
      speak(box, TELL, `Recording, at most ${control.most_seconds} seconds. The sound stays in this page.`);
      offerRecording(select, await recording.done);
      select.dispatchEvent(new Event("change", { bubbles: true }));
      speak(box, TELL, "Recorded. The sound stays in this page.");
    } catch (error) {
      speak(box, TELL, `${explain(error)} The sounds of the list work without one.`);
    } finally {
      stop = null;
      become("Record");
    }
  }, { signal });
}
