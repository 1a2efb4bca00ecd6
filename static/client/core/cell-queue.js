// @ts-check
/**
 * The code cells of a page, which share one namespace in the worker and run in the order of the page.
 *
 * Before a cell runs, every cell above it runs that has not run in this namespace. One cell runs at a time.
 * When the worker ends, its namespace is gone, and every cell counts as not run. Does not use the DOM.
 */

/** @typedef {import("./protocol.js").CellOutput} CellOutput */
/** @typedef {import("./protocol.js").ErrorMessage} ErrorMessage */
/** @typedef {import("./protocol.js").Progress} Progress */
/**
 * A cell as this module uses it.
 * @typedef {object} Cell
 * @property {string} name the name that tracebacks show
 * @property {string} source the program as it is now
 * @property {string} raises the exception that it is expected to raise, or empty
 * @property {string} alt what its pictures show, or empty
 * @property {string} runtime the folder of the runtime
 * @property {import("./protocol.js").PackageList} [packages] those that the cells of the page import
 * @property {() => void} onQueued
 * @property {() => void} onStart
 * @property {(progress: Progress) => void} onProgress the runtime is loading
 * @property {(output: CellOutput) => void} onOutput
 * @property {(why: string) => void} onCancelled it did not run, or not to its end
 * @property {(error: ErrorMessage) => void} onWorkerLost
 */

const SESSION = "cells";

/**
 * Whether a cell raised the exception that it is expected to raise.
 * @param {Cell} cell
 * @param {CellOutput} output
 */
export const raisedAsExpected = ({ raises }, { error }) => error?.kinds.includes(raises) ?? false;

export class CellQueue {
  #client;
  #order;
  /** @type {Cell[]} in the order of the page */
  #cells = [];
  /** @type {Set<Cell>} cells that have run in the namespace */
  #ran = new Set();
  /** @type {Cell[]} the first one is running */
  #queue = [];
  #connected = false;
  #generation = 0;

  /**
   * @param {import("./runtime-client.js").RuntimeClient} client
   * @param {(one: Cell, other: Cell) => number} order
   */
  constructor(client, order) {
    this.#client = client;
    this.#order = order;
  }

  /** @param {Cell} cell */
  add(cell) {
    if (!this.#cells.includes(cell)) this.#cells.push(cell);
    this.#cells.sort(this.#order);
  }

  /** @param {Cell} cell */
  remove(cell) {
    this.#cells = this.#cells.filter((one) => one !== cell);
    if (this.#queue.includes(cell)) this.stop();
  }

  /** Run a cell, after those above it that have not run. @param {Cell} cell */
  run(cell) {
    const above = this.#cells.slice(0, this.#cells.indexOf(cell)).filter((one) => !this.#ran.has(one));
    const isIdle = this.#queue.length === 0;
    for (const one of [...above, cell]) {
      if (this.#queue.includes(one)) continue;
      this.#queue.push(one);
      one.onQueued();
    }
    if (isIdle) this.#runNext();
  }

  /** Cancel all cells. Python cannot be interrupted, so the worker ends, and the namespace with it. */
  stop() {
    const isLoading = !this.#client.booted;
    const why = isLoading ? "Loading was cancelled." : "Stopped. The variables of all cells are lost.";
    const queue = this.#reset();
    this.#client.disconnect(SESSION);
    if (!isLoading) this.#client.terminate();
    for (const cell of queue) cell.onCancelled(why);
  }

  /** Count a cell as not run. @param {Cell} cell */
  invalidate(cell) {
    this.#ran.delete(cell);
  }

  #runNext() {
    const cell = this.#queue[0];
    if (!cell) return;
    const fresh = !this.#connected;
    if (fresh) this.#client.connect(SESSION, this);
    this.#connected = true;
    this.#client.activate(SESSION);
    this.#generation += 1;
    cell.onStart();
    const { name, source, alt, runtime, packages } = cell;
    const generation = this.#generation;
    const message = { session: SESSION, generation, cell: name, source, alt, fresh, runtime };
    this.#client.send({ kind: "cell", ...message, ...(packages && { packages }) });
  }

  /** Cells go on: a demo that was started does not hinder them. */
  onPreempted() {}

  /** @param {ErrorMessage | null} error */
  onWorkerLost(error) {
    const queue = this.#reset();
    for (const cell of queue) {
      if (error && cell === queue[0]) cell.onWorkerLost(error);
      else cell.onCancelled("Python was stopped.");
    }
  }

  /** @param {import("./protocol.js").ToPage} message */
  onMessage(message) {
    const cell = this.#queue[0];
    if (!cell) return;
    if (message.kind === "progress") return cell.onProgress(message);
    if (message.generation !== this.#generation) return; // of a run that was cancelled
    if (message.kind === "error") {
      this.#client.disconnect(SESSION);
      return this.onWorkerLost(message);
    }
    if (message.kind !== "output") throw new TypeError(`code cells do not expect ${message.kind}`);
    this.#receiveOutput(cell, message.output);
  }

  /** @param {Cell} cell @param {CellOutput} output */
  #receiveOutput(cell, output) {
    this.#queue.shift();
    cell.onOutput(output);
    if (output.error && !raisedAsExpected(cell, output)) {
      const why = `It did not run, because ${cell.name} above it failed.`;
      for (const waiting of this.#queue.splice(0)) waiting.onCancelled(why);
      this.#ran.delete(cell);
      return;
    }
    this.#ran.add(cell);
    this.#runNext();
  }

  /** Forget the namespace; return the cells that were running or waiting. */
  #reset() {
    this.#connected = false;
    this.#generation += 1;
    this.#ran.clear();
    return this.#queue.splice(0);
  }
}
