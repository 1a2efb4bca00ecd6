import assert from "node:assert/strict";
import test from "node:test";
import { explain, writeSamples } from "../../static/client/controls/recording.js";

test("samples are 16 bits each, the lower byte first", () => {
  const text = writeSamples(new Float32Array([0, 1, -1, 0.5, 7]));
  assert.ok(text.startsWith("rec:"));
  const bytes = Buffer.from(text.slice(4), "base64");
  assert.deepEqual([0, 2, 4, 6, 8].map((place) => bytes.readInt16LE(place)), [0, 32767, -32767, 16384, 32767]);
});

test("a long recording is written whole", () => {
  const text = writeSamples(Float32Array.from({ length: 48_000 }, (_, place) => Math.sin(place / 10)));
  assert.equal(Buffer.from(text.slice(4), "base64").length, 96_000);
});

test("why there is no recording is said in words", () => {
  assert.match(explain(new DOMException("", "NotAllowedError")), /not allowed/);
  assert.match(explain(new DOMException("", "NotFoundError")), /No microphone/);
  assert.match(explain(new DOMException("", "NotReadableError")), /in use/);
  assert.match(explain(undefined), /did not work/);
});
