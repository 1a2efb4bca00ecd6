// @ts-check
/** A sound from the microphone, as 16-bit samples in base64. It never leaves the page. */

/** @param {Float32Array} samples from −1 to 1 @returns {string} `rec:` and base64, the lower byte first */
export function writeSamples(samples) {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, place) => view.setInt16(place * 2, Math.round(Math.min(1, Math.max(-1, sample)) * 32767), true));
  let text = "";
  for (let start = 0; start < view.byteLength; start += 4096) {
    text += String.fromCharCode(...new Uint8Array(view.buffer, start, Math.min(4096, view.byteLength - start)));
  }
  return `rec:${btoa(text)}`;
}

/** Why there is no recording, for the reader. @param {unknown} error */
export function explain(error) {
  const name = /** @type {any} */ (error)?.name;
  if (name === "NotAllowedError" || name === "SecurityError") return "The microphone may not be used here: it was not allowed.";
  if (name === "NotFoundError") return "No microphone was found.";
  if (name === "NotReadableError") return "The microphone is in use by another program.";
  return "The recording did not work out.";
}

/** Whether this browser can record; only on https and on localhost. */
export function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia) && typeof MediaRecorder === "function" && typeof OfflineAudioContext === "function";
}

/**
 * Begin to record, after the reader allowed it.
 * @param {number} rate samples in a second of the result @param {number} seconds at most
 * @returns {Promise<{ stop: () => void, done: Promise<string> }>} done: the recording's text
 */
export async function record(rate, seconds) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  /** @type {Blob[]} */
  const parts = [];
  const recorder = new MediaRecorder(stream);
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const stop = () => recorder.state === "inactive" || recorder.stop();
  const timer = setTimeout(stop, seconds * 1000 + 250); // a little more: encoders begin late
  const done = new Promise((resolve, reject) => {
    recorder.addEventListener("stop", resolve);
    recorder.addEventListener("error", reject);
  }).finally(() => {
    clearTimeout(timer);
    for (const track of stream.getTracks()) track.stop(); // the browser's sign that it listens goes out
  }).then(async () => {
    // A context decodes to its own rate, so it resamples, too.
    const data = await new Blob(parts).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(data);
    return writeSamples(mix(sound).subarray(0, Math.floor(rate * seconds)));
  });
  recorder.start();
  return { stop, done };
}

/** All channels in one. @param {AudioBuffer} sound */
function mix(sound) {
  const mixed = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    sound.getChannelData(channel).forEach((sample, place) => { mixed[place] += sample / sound.numberOfChannels; });
  }
  return mixed;
}
