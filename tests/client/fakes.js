// @ts-check
/** Fakes for tests of the client: a clock, a worker, Cache Storage, global names. Messages are checked. */

import { toPage, toWorker } from "../../static/client/core/protocol.js";

/** A clock that stands still until `pass` is called. */
export class FakeClock {
  time = 0;
  /** @type {{ call: () => void, at: number, id: number }[]} */
  timers = [];
  /** @type {(() => void)[]} */
  frames = [];
  #ids = 0;

  now = () => this.time;
  nextFrame = (/** @type {() => void} */ call) => void this.frames.push(call);
  later = (/** @type {() => void} */ call, /** @type {number} */ ms) => {
    this.#ids += 1;
    this.timers.push({ call, at: this.time + ms, id: this.#ids });
    return this.#ids;
  };
  cancel = (/** @type {number} */ id) => {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  };

  /** @param {number} ms */
  pass(ms) {
    const end = this.time + ms;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (!due) break;
      this.cancel(due.id);
      this.time = Math.max(this.time, due.at);
      due.call();
    }
    this.time = end;
  }

  /** Repaint once. */
  paint() {
    for (const call of this.frames.splice(0)) call();
  }
}

/** A worker that only records its messages. */
export class FakeWorker extends EventTarget {
  /** @type {any[]} */
  received = [];
  terminated = false;

  /** @param {any} message */
  postMessage(message) {
    this.received.push(toWorker(message));
  }

  terminate() {
    this.terminated = true;
  }

  /** @param {any} data */
  emit(data) {
    this.dispatchEvent(new MessageEvent("message", { data: toPage(data) }));
  }
}

/** @param {number} step @param {object} [more] @returns {any} */
export const frame = (step, more = {}) => ({
  step,
  done: false,
  finite: true,
  text: `step ${step}`,
  metrics: [],
  marks: [],
  ...more,
});

/** Cache Storage in memory. */
export class FakeCaches {
  /** @param {Record<string, Record<string, string>>} contents texts by address, by the cache's name */
  constructor(contents = {}) {
    /** @type {Map<string, Map<string, Response>>} */
    this.entries = new Map(
      Object.entries(contents).map(([name, texts]) => [
        name,
        new Map(Object.entries(texts).map(([url, text]) => [url, new Response(text)])),
      ]),
    );
  }

  async keys() {
    return [...this.entries.keys()];
  }

  /** @param {string} name */
  async delete(name) {
    return this.entries.delete(name);
  }

  /** @param {string} url */
  async match(url) {
    return [...this.entries.values()]
      .find((entries) => entries.has(url))
      ?.get(url)
      ?.clone();
  }

  /** @param {string} name */
  async open(name) {
    const entries = this.entries.get(name) ?? new Map();
    this.entries.set(name, entries);
    return {
      put: async (/** @type {string} */ url, /** @type {Response} */ response) => {
        entries.set(url, response);
      },
      delete: async (/** @type {string} */ url) => entries.delete(url),
    };
  }
}

/**
 * Set global names until the test ends.
 * @param {Record<string, unknown>} values
 * @param {import("node:test").TestContext} context
 */
export function setGlobals(values, context) {
  for (const [name, value] of Object.entries(values)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    context.after(() =>
      before ? Object.defineProperty(globalThis, name, before) : Reflect.deleteProperty(globalThis, name),
    );
  }
}

/**
 * Saved frames by the whole part of `rate`; a rate between is near.
 * @param {Record<number, number[]>} runs the steps of the frames by rate
 * @returns {any}
 */
export const savedFrames = (runs) => ({
  find: (/** @type {any} */ { rate }) => {
    const saved = Math.floor(rate);
    const steps = runs[saved];
    if (!steps) return null;
    const nearest = rate === saved ? null : { name: "rate", value: saved };
    const shown = (/** @type {number} */ place) =>
      frame(steps[place], { rate: saved, done: place === steps.length - 1, text: "saved" });
    return { steps, nearest, frame: shown };
  },
});
