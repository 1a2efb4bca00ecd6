// @ts-check
/** The one script of a page with demos. */

import { DemoIsland } from "./demo-island.js";

customElements.define("demo-island", DemoIsland);
