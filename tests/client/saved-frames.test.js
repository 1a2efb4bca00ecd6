import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { loadSavedFrames, SavedFrames } from "../../static/client/core/saved-frames.js";

const CONTROLS = /** @type {any[]} */ ([
  { name: "rate", kind: "slider", value: 0.1, min: 0.001, max: 1, log: true },
  { name: "layers", kind: "slider", value: 2, min: 1, max: 6 },
  { name: "task", kind: "choice", value: "AND", choices: ["AND", "XOR"] },
  { name: "seed", kind: "seed", value: 1 },
]);
const AUTHOR = { rate: 0.1, layers: 2, task: "AND", seed: 1 };

/** Runs whose frames say their own step, packed as the build packs them. */
const PACKED = /** @type {any} */ ({
  runs: [
    {
      changes: {},
      frames: [
        [0, false, true],
        [5, false, true],
        [9, true, true],
      ],
    },
    { changes: { rate: 1 }, frames: [[9, false, false]] },
    { changes: { rate: 0.01 }, frames: [[9, false, true]] },
    { changes: { layers: 6 }, frames: [[9, false, true]] },
    { changes: { task: "XOR" }, frames: [[9, false, true]] },
    { changes: { task: "XOR", layers: 4 }, frames: [[9, false, true]] },
  ],
  columns: {
    text: [
      0,
      0,
      "at 0",
      3,
      0,
      "5",
      3,
      0,
      "9",
      0,
      0,
      "away",
      0,
      0,
      "slow",
      0,
      0,
      "deep",
      0,
      0,
      "xor",
      3,
      0,
      "!",
    ],
    metrics: [0, 0, "[]", ...Array(7).fill([2, 0, ""]).flat()],
    marks: [
      0,
      0,
      '[["loss","curve","Loss"]]',
      25,
      0,
      "",
      25,
      0,
      "",
      0,
      0,
      "[]",
      0,
      0,
      '[["loss","curve","Loss"]]',
      25,
      0,
      "",
      25,
      0,
      "",
      25,
      0,
      "",
    ],
    "svg:loss": [0, 0, "<svg>abc</svg>", 6, 7, "x", 6, 7, "yy", ...Array(5).fill([0, 0, "<svg/>"]).flat()],
    "table:loss": Array(8).fill([0, 0, ""]).flat(),
    "sentence:loss": [0, 0, "It falls.", ...Array(7).fill([9, 0, ""]).flat()],
  },
});
const frames = new SavedFrames(PACKED, CONTROLS);

test("the author's values have the author's run", () => {
  const run = frames.find(AUTHOR);
  assert.deepEqual(run?.steps, [0, 5, 9]);
  assert.equal(run.nearest, null);
});

test("a frame is put together from what differs from the frame before", () => {
  const run = frames.find(AUTHOR);
  assert.deepEqual(run?.frame(1), {
    step: 5,
    done: false,
    finite: true,
    text: "at 5",
    metrics: [],
    marks: [
      { name: "loss", kind: "curve", label: "Loss", svg: "<svg>axc</svg>", table: "", sentence: "It falls." },
    ],
  });
  assert.equal(run.frame(2).marks[0].svg, "<svg>ayyc</svg>");
  assert.equal(run.frame(2).done, true);
});

test("a saved value has its own run", () => {
  const run = frames.find({ ...AUTHOR, layers: 6 });
  assert.equal(run?.frame(0).text, "deep");
  assert.equal(run.nearest, null);
});

test("between saved values the nearest on the slider's own scale answers, and says so", () => {
  const run = frames.find({ ...AUTHOR, rate: 0.02 }); // 0.01 is nearer than 0.1 on a logarithmic track
  assert.equal(run?.frame(0).text, "slow");
  assert.deepEqual(run.nearest, { name: "rate", value: 0.01 });
  assert.deepEqual(frames.find({ ...AUTHOR, layers: 3 })?.nearest, { name: "layers", value: 2 });
});

test("a run with several other values answers these values", () => {
  assert.equal(frames.find({ ...AUTHOR, task: "XOR", layers: 4 })?.frame(0).text, "xor!");
});

test("values that no run has wait for Python", () => {
  assert.equal(frames.find({ ...AUTHOR, seed: 2 }), null);
  assert.equal(frames.find({ ...AUTHOR, rate: 0.02, layers: 5 }), null);
});

test("a frame that has left the finite numbers has no marks", () => {
  const shown = frames.find({ ...AUTHOR, rate: 1 })?.frame(0);
  assert.deepEqual([shown?.finite, shown?.text, shown?.marks], [false, "away", []]);
});

for (const [what, pack] of /** @type {[string, (text: string) => any][]} */ ([
  ["compressed", gzipSync],
  ["that a server has unpacked already", (text) => text],
])) {
  test(`a file is loaded ${what}`, async (context) => {
    context.mock.method(globalThis, "fetch", async () => new Response(pack(JSON.stringify(PACKED))));
    const loaded = await loadSavedFrames("/a.frames", CONTROLS);
    assert.deepEqual(loaded.find(AUTHOR)?.frame(2), frames.find(AUTHOR)?.frame(2));
  });
}

test("a file that is missing is an error", async (context) => {
  context.mock.method(globalThis, "fetch", async () => new Response("", { status: 404 }));
  await assert.rejects(loadSavedFrames("/a.frames", CONTROLS), /a.frames: 404/);
});
