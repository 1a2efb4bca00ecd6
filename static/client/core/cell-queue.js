// @ts-check
/**
 * The code cells of a page: one set of names in the worker, filled in the order of the page.
 *
 * To run a cell means to run, before it, every cell above that has not run since these names began. One cell is
 * under way at a time; the worker's end takes the names with it, and then every cell counts as not run.
 * Knows no DOM.
 */

/** @typedef {import("./protocol.js").CellOutput} CellOutput */
/** @typedef {import("./protocol.js").ErrorMessage} ErrorMessage */
/** @typedef {import("./protocol.js").Progress} Progress */
/**
 * A cell as this module sees it.
 * @typedef {object} Cell
 * @property {string} name what tracebacks call it
 * @property {string} source the program as it is now
 * @property {string} raises the exception that it is meant to raise, or empty
 * @property {string} runtime the folder of the runtime
 * @property {() => void} waits it is in the queue
 * @property {() => void} runs its turn has come
 * @property {(progress: Progress) => void} loads the runtime is on its way
 * @property {(output: CellOutput) => void} shows
 * @property {(why: string) => void} rests it did not run, or not to its end
 * @property {(error: ErrorMessage) => void} fails the worker is lost
 */

const SESSION = "cells";

/** Whether a cell's exception is the one it is meant to raise. @param {Cell} cell @param {CellOutput} output */
export const meant = ({ raises }, { error }) => error !== null && error.kinds.includes(raises);

export class CellPage {
  #client;
  #order;
  /** @type {Cell[]} in the order of the page */
  #cells = [];
  /** @type {Set<Cell>} whose names are in the worker */
  #ran = new Set();
  /** @type {Cell[]} the first is under way */
  #queue = [];
  #connected = false;
  #generation = 0;

  /** @param {import("./runtime-client.js").RuntimeClient} client @param {(one: Cell, other: Cell) => number} order */
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
    const idle = this.#queue.length === 0;
    for (const one of [...above, cell]) {
      if (this.#queue.includes(one)) continue;
      this.#queue.push(one);
      one.waits();
    }
    if (idle) this.#next();
  }

  /** End what is under way. Python cannot be interrupted, so the worker ends, and with it all names. */
  stop() {
    const loading = !this.#client.booted;
    const why = loading ? "Loading was cancelled." : "Stopped. The names of all cells are gone with it.";
    const queue = this.#forget();
    this.#client.disconnect(SESSION);
    if (!loading) this.#client.terminate();
    for (const cell of queue) cell.rests(why);
  }

  /** The names of a cell count as not there any more. @param {Cell} cell */
  forget(cell) {
    this.#ran.delete(cell);
  }

  #next() {
    const cell = this.#queue[0];
    if (!cell) return;
    const fresh = !this.#connected;
    if (fresh) this.#client.connect(SESSION, this);
    this.#connected = true;
    this.#client.activate(SESSION);
    this.#generation += 1;
    cell.runs();
    this.#client.send({ kind: "cell", session: SESSION, generation: this.#generation, cell: cell.name, source: cell.source, fresh, runtime: cell.runtime });
  }

  /** Called by the client: a demo was started, which hinders no cell. */
  yield() {}

  /** Called by the client: the worker is gone. @param {ErrorMessage | null} error */
  lose(error) {
    const queue = this.#forget();
    for (const cell of queue) {
      if (error && cell === queue[0]) cell.fails(error);
      else cell.rests("Python was stopped.");
    }
  }

  /** Called by the client. @param {import("./protocol.js").ToPage} message */
  receive(message) {
    const cell = this.#queue[0];
    if (!cell) return;
    if (message.kind === "progress") return cell.loads(message);
    if (message.generation !== this.#generation) return; // of a run that was given up
    if (message.kind === "error") {
      this.#client.disconnect(SESSION);
      return this.lose(message);
    }
    if (message.kind !== "output") return;
    const { output } = message;
    this.#queue.shift();
    cell.shows(output);
    if (output.error && !meant(cell, output)) {
      for (const waiting of this.#queue.splice(0)) waiting.rests(`It did not run, since ${cell.name} above it failed.`);
      this.#ran.delete(cell);
      return;
    }
    this.#ran.add(cell);
    this.#next();
  }

  /** No names any more; gives what was under way or waited. */
  #forget() {
    this.#connected = false;
    this.#generation += 1;
    this.#ran.clear();
    return this.#queue.splice(0);
  }
}
