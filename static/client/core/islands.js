// @ts-check
/** The program that `main.js` loads when the reader first acts: the class behind each custom element. */

import { CodeCell } from "./code-cell.js";
import { DemoIsland } from "./demo-island.js";

export const IMPLEMENTATIONS = { "demo-island": DemoIsland, "code-cell": CodeCell };
