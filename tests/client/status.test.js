import assert from "node:assert/strict";
import test from "node:test";
import { bytesText, progressText } from "../../static/client/core/status.js";

test("bytes are told in megabytes with one decimal", () => {
  assert.equal(bytesText(3_200_000, 9_345_000), "3.2 of 9.3 MB");
});

test("a stage is told with its bytes, and what follows once they are there", () => {
  assert.equal(progressText({ stage: "runtime", loaded: 3_200_000, total: 9_300_000 }), "Python runtime 3.2 of 9.3 MB");
  assert.equal(progressText({ stage: "numpy", loaded: 5, total: 5 }), "Starting NumPy …");
});
