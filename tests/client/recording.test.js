import assert from "node:assert/strict";
import test from "node:test";
import { recordingError, writeSamples } from "../../static/client/controls/recording.js";

test("samples are 16 bits each, the low byte first", () => {
  const text = writeSamples(new Float32Array([0, 1, -1, 0.5, 7]));
  assert.ok(text.startsWith("rec:"));
  const bytes = Buffer.from(text.slice(4), "base64");
  assert.deepEqual(
    [0, 2, 4, 6, 8].map((place) => bytes.readInt16LE(place)),
    [0, 32767, -32767, 16384, 32767],
  );
});

test("a long recording is written completely", () => {
  const text = writeSamples(Float32Array.from({ length: 48_000 }, (_, place) => Math.sin(place / 10)));
  assert.equal(Buffer.from(text.slice(4), "base64").length, 96_000);
});

test("every reason for a failed recording has a message", () => {
  assert.match(recordingError(new DOMException("", "NotAllowedError")), /not allowed/);
  assert.match(recordingError(new DOMException("", "NotFoundError")), /No microphone/);
  assert.match(recordingError(new DOMException("", "NotReadableError")), /used by another program/);
  assert.match(recordingError(undefined), /failed/);
});
