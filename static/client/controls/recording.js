// @ts-check
/** A choice of sounds with a button that records another one. The recording never leaves the page. */

import { part } from "../core/dom.js";
import { offerRecording } from "./fields.js";

/**
 * Return samples as 16-bit integers, low byte first, in base64.
 * @param {Float32Array} samples from −1 to 1
 * @returns {string}
 */
export function writeSamples(samples) {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  for (const [place, sample] of samples.entries()) {
    view.setInt16(place * 2, Math.round(Math.min(1, Math.max(-1, sample)) * 32767), true);
  }
  let text = "";
  for (let start = 0; start < view.byteLength; start += 4096) {
    text += String.fromCharCode(
      ...new Uint8Array(view.buffer, start, Math.min(4096, view.byteLength - start)),
    );
  }
  return `rec:${btoa(text)}`;
}

/** Return why recording failed, in words for the reader. @param {unknown} error */
export function recordingError(error) {
  const name = /** @type {any} */ (error)?.name;
  if (name === "NotAllowedError" || name === "SecurityError")
    return "This page is not allowed to use the microphone.";
  if (name === "NotFoundError") return "No microphone was found.";
  if (name === "NotReadableError") return "The microphone is used by another program.";
  return "The recording failed.";
}

/** Whether this browser can record; only on https and on localhost. */
function canRecord() {
  const hasMicrophone = Boolean(navigator.mediaDevices?.getUserMedia);
  return hasMicrophone && typeof MediaRecorder === "function" && typeof OfflineAudioContext === "function";
}

/**
 * Ask the reader for the microphone and start recording.
 * @param {number} rate samples per second of the result
 * @param {number} seconds the longest duration
 * @returns {Promise<{ stop: () => void, done: Promise<string> }>} done: the recording as text
 */
async function record(rate, seconds) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  /** @type {Blob[]} */
  const parts = [];
  const recorder = new MediaRecorder(stream);
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const stop = () => recorder.state === "inactive" || recorder.stop();
  const timer = setTimeout(stop, seconds * 1000 + 250); // a little longer, since encoders start late
  const stopped = new Promise((resolve, reject) => {
    recorder.addEventListener("stop", resolve);
    recorder.addEventListener("error", reject);
  });
  const release = () => {
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop(); // the browser stops showing that it records
  };
  const decode = async () => {
    // An audio context decodes to its own rate, so it resamples, too.
    const data = await new Blob(parts).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(data);
    return writeSamples(mono(sound).subarray(0, Math.floor(rate * seconds)));
  };
  recorder.start();
  return { stop, done: stopped.finally(release).then(decode) };
}

/** Return the mean of all channels. @param {AudioBuffer} sound */
function mono(sound) {
  const mean = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    for (const [place, sample] of sound.getChannelData(channel).entries()) {
      mean[place] += sample / sound.numberOfChannels;
    }
  }
  return mean;
}

/** @type {import("./controls.js").Connect} */
export function connectRecording(box, control, reporter, signal) {
  const select = /** @type {HTMLSelectElement} */ (part(box, "select"));
  const button = part(box, '[data-action="record"]');
  const label = button.getAttribute("aria-label") ?? "";
  /** @type {(() => void) | null} */
  let stop = null;
  const setLabel = (/** @type {"Record" | "Stop"} */ text) => {
    button.textContent = text;
    button.setAttribute("aria-label", text === "Stop" ? `${control.label}: stop recording` : label);
    button.toggleAttribute("data-recording", text === "Stop");
  };
  const onClick = async () => {
    if (stop) return stop();
    if (!canRecord()) {
      return reporter.showNotice(
        "This browser cannot record here. Recording needs a microphone and a page on https.",
      );
    }
    stop = () => {}; // for a second click while the browser asks the reader
    try {
      const recording = await record(control.rate, control.most_seconds);
      stop = recording.stop;
      setLabel("Stop");
      reporter.showNotice(
        `Recording, at most ${control.most_seconds} seconds. The sound stays in this page.`,
      );
      offerRecording(select, await recording.done);
      select.dispatchEvent(new Event("change", { bubbles: true }));
      reporter.showNotice("Recorded. The sound stays in this page.");
    } catch (error) {
      reporter.showNotice(`${recordingError(error)} You can still choose a sound from the list.`);
    } finally {
      stop = null;
      setLabel("Record");
    }
  };
  signal.addEventListener("abort", () => stop?.());
  button.addEventListener("click", onClick, { signal });
}
