// @ts-check
/** Edit for a demo: its program in an editor, run in the place of the author's until it is reset. */

import { recall } from "./edit-storage.js";
import { makeEditor } from "./editor.js";
import { make, part } from "../core/dom.js";
import { keep } from "./keep.js";

/** @typedef {import("../core/demo-island.js").DemoIsland} DemoIsland */

/** @type {WeakSet<DemoIsland>} */
const opened = new WeakSet();
/** The author's programs by demo: a page shows each once, until an editor takes its place. @type {Map<string, string>} */
const authors = new Map();

/** @param {HTMLElement} root an island's */
function authorOf({ dataset: { demo } }) {
  const name = String(demo);
  const code = () => String(document.querySelector(`demo-island[data-demo="${CSS.escape(name)}"] .demo-program code`)?.textContent);
  const text = authors.get(name) ?? code();
  authors.set(name, text);
  return text;
}

/** @param {string} text @param {() => void} act */
function pressable(text, act) {
  const made = make("button", { type: "button" }, text);
  made.addEventListener("click", act);
  return made;
}

/** Put an editor in the place of the program that is shown. @param {DemoIsland} island */
export async function openEditor(island) {
  if (opened.has(island)) return;
  opened.add(island);
  const { root } = island;
  const shown = part(root, ".demo-program");
  const edit = part(root, '[data-action="edit"]');
  const author = authorOf(root);
  const run = () => {
    editor.clear();
    const own = editor.text !== author;
    island.source = own ? editor.text : undefined;
    note.textContent = own ? "Your version is running. It is kept in this browser only." : "";
    island.hydrate(true);
  };
  const editor = await makeEditor(root.id, `Program of “${root.querySelector(".demo-title")?.textContent}”`, recall(root.id) ?? author, {
    changed: (text) => keep(root.id, text === author ? null : text),
    run,
  });
  const note = make("p", { class: "editor-note", role: "status" });
  const bar = make("div", { class: "editor-bar" }, pressable("Run this program", run), pressable("Reset to the author’s program", () => {
    keep(root.id, null);
    editor.text = author;
    note.textContent = "This is the author’s program again.";
    island.source = undefined;
    part(root, '[data-action="reset"]').click();
    editor.area.focus();
  }));
  if (editor.text !== author) note.textContent = "This is your version of the program, kept in this browser. It does not run before you say so.";
  root.addEventListener("demo-failure", (event) => {
    const failure = /** @type {CustomEvent<import("../core/status.js").Failure>} */ (event).detail;
    if (island.source === undefined || failure.stage !== "run") return;
    note.textContent = "Your version is kept in this browser only.";
    editor.tell(failure.line, [failure.name, failure.message].filter(Boolean).join(": "));
  });
  editor.element.append(bar, note);
  shown.replaceChildren(editor.element);
  edit.hidden = true;
  editor.area.focus();
}
