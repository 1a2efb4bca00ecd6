// @ts-check
/**
 * The program that is loaded when a reader presses Edit: shows an editor in the place of a demo's or a cell's
 * code.
 */

import { make, part } from "../core/dom.js";
import { readEdit, writeEdit } from "./edit-storage.js";
import { makeEditor } from "./editor.js";

/** @typedef {import("../core/code-cell.js").CodeCell} CodeCell */
/** @typedef {import("../core/demo-island.js").DemoIsland} DemoIsland */

/** Islands and cells whose editor is open or loading. @type {WeakSet<DemoIsland | CodeCell>} */
const opened = new WeakSet();
/**
 * The author's programs by demo. The page shows each one once, until an editor replaces it.
 * @type {Map<string, string>}
 */
const authorPrograms = new Map();

/** @param {HTMLElement} root of an island */
function authorProgram({ dataset }) {
  const name = String(dataset.demo);
  const selector = `demo-island[data-demo="${CSS.escape(name)}"] .demo-program code`;
  const text = authorPrograms.get(name) ?? String(document.querySelector(selector)?.textContent);
  authorPrograms.set(name, text);
  return text;
}

/** @param {string} text @param {() => void} onClick */
function makeButton(text, onClick) {
  const button = make("button", { type: "button" }, text);
  button.addEventListener("click", onClick);
  return button;
}

/** Edit the program of a demo. @param {DemoIsland} island */
export async function openDemoEditor(island) {
  if (opened.has(island)) return;
  opened.add(island);
  const { root } = island;
  const program = part(root, ".demo-program");
  const editButton = part(root, '[data-action="edit"]');
  const author = authorProgram(root);
  const note = make("p", { class: "editor-note", role: "status" });
  const run = () => {
    editor.clearError();
    const isEdited = editor.text !== author;
    island.source = isEdited ? editor.text : undefined;
    note.textContent = isEdited ? "Your version is running. It is stored in this browser only." : "";
    island.hydrate(true);
  };
  const reset = () => {
    writeEdit(root.id, null);
    editor.text = author;
    note.textContent = "This is the author’s program again.";
    island.source = undefined;
    part(root, '[data-action="reset"]').click();
    editor.area.focus();
  };
  const label = `Program of “${root.querySelector(".demo-title")?.textContent}”`;
  const editor = await makeEditor(root.id, label, readEdit(root.id) ?? author, {
    onChange: (text) => writeEdit(root.id, text === author ? null : text),
    onRun: run,
  });
  if (editor.text !== author) {
    note.textContent =
      "This is your version of the program, stored in this browser. It runs when you press Run.";
  }
  root.addEventListener("demo-failure", (event) => {
    const failure = /** @type {CustomEvent<import("../core/status.js").Failure>} */ (event).detail;
    if (island.source === undefined || failure.stage !== "run") return;
    note.textContent = "Your version is stored in this browser only.";
    editor.showError(failure.line, [failure.name, failure.message].filter(Boolean).join(": "));
  });
  const buttons = [makeButton("Run this program", run), makeButton("Reset to the author’s program", reset)];
  editor.element.append(make("div", { class: "editor-bar" }, ...buttons), note);
  program.replaceChildren(editor.element);
  editButton.hidden = true;
  editor.area.focus();
}

/** Edit the program of a code cell. @param {CodeCell} cell */
export async function openCellEditor(cell) {
  if (opened.has(cell)) return;
  opened.add(cell);
  const { authorSource: author, root } = cell;
  const program = part(root, ".cell-program");
  const label = `Program of cell ${root.dataset.number}`;
  const editor = await makeEditor(root.id, label, readEdit(root.id) ?? author, {
    onChange: (text) => writeEdit(root.id, text === author ? null : text),
    onRun: () => cell.run(),
  });
  const editButton = part(root, '[data-action="edit"]');
  const resetButton = part(root, '[data-action="reset"]');
  const authorElements = [...program.childNodes];
  const reset = () => {
    writeEdit(root.id, null);
    program.replaceChildren(...authorElements);
    cell.editor = null;
    opened.delete(cell);
    cell.showSaved();
    resetButton.hidden = true;
    editButton.hidden = false;
    editButton.focus();
  };
  cell.editor = editor;
  program.replaceChildren(editor.element);
  editButton.hidden = true;
  resetButton.hidden = false;
  if (editor.text !== author) cell.show("This is your version, stored in this browser.");
  editor.area.focus();
  resetButton.addEventListener("click", reset, { once: true });
}
