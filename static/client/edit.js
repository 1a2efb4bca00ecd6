// @ts-check
/** The editor, in one file that is loaded when a reader presses Edit. */

import { openEditor } from "./demo-editor.js";
import { makeEditor } from "./editor.js";

export { makeEditor, openEditor };
