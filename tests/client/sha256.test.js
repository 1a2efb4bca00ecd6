import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import test from "node:test";
import { sha256 } from "../../sitegen/runtime/loader/sha256.mjs";

test("the sum is that of Node for every length of the last block", () => {
  const bytes = new Uint8Array(randomBytes(300));
  for (let length = 0; length <= 200; length += 1) {
    const part = bytes.subarray(3, 3 + length);
    assert.equal(sha256(part), createHash("sha256").update(part).digest("hex"), String(length));
  }
});

test("the sum of a large file is that of Node", () => {
  const bytes = new Uint8Array(randomBytes(1_000_003));
  assert.equal(sha256(bytes), createHash("sha256").update(bytes).digest("hex"));
});
