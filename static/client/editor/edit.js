// @ts-check
/** The editor, in one file that is loaded when a reader presses Edit. */

import { openCellEditor } from "./cell-editor.js";
import { openEditor } from "./open-editor.js";

export { openCellEditor, openEditor };
