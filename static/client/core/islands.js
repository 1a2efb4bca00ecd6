// @ts-check
/** What a page needs once its reader acts, in one file: what stands behind each of the elements of `main.js`. */

import { CodeCell } from "./code-cell.js";
import { DemoIsland } from "./demo-island.js";

export const LIVES = { "demo-island": DemoIsland, "code-cell": CodeCell };
