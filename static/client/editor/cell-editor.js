// @ts-check
/** Edit for a code cell: its program in an editor, run in the place of the author's until it is reset. */

import { recall } from "./edit-storage.js";
import { makeEditor } from "./editor.js";
import { part } from "../core/dom.js";
import { keep } from "./keep.js";

/** @typedef {import("../core/code-cell.js").CodeCell} CodeCell */

/** Those whose editor is there or on its way. @type {WeakSet<CodeCell>} */
const openCells = new WeakSet();

/** Put an editor in the place of the program that is shown. @param {CodeCell} cell */
export async function openCellEditor(cell) {
  if (openCells.has(cell)) return;
  openCells.add(cell);
  const { author, root } = cell;
  const box = part(root, ".cell-program");
  const editor = await makeEditor(root.id, `Program of cell ${root.dataset.number}`, recall(root.id) ?? author, {
    changed: (text) => keep(root.id, text === author ? null : text),
    run: () => cell.run(),
  });
  const [edit, reset] = ["edit", "reset"].map((action) => part(root, `[data-action="${action}"]`));
  const shown = [...box.childNodes];
  cell.editor = editor;
  box.replaceChildren(editor.element);
  edit.hidden = true;
  reset.hidden = false;
  if (editor.text !== author) cell.says("This is your version, kept in this browser.");
  editor.area.focus();
  reset.addEventListener("click", () => {
    keep(root.id, null);
    box.replaceChildren(...shown);
    cell.editor = null;
    openCells.delete(cell);
    cell.showSaved();
    reset.hidden = true;
    edit.hidden = false;
    edit.focus();
  }, { once: true });
}
