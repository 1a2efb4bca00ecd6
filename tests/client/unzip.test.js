import assert from "node:assert/strict";
import test from "node:test";
import { deflateRawSync } from "node:zlib";
import { unzip } from "../../sitegen/runtime/loader/unzip.mjs";

/** A zip of one member. @param {string} name @param {string} text @param {boolean} deflated */
function zipOf(name, text, deflated) {
  const data = deflated ? deflateRawSync(text) : Buffer.from(text);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(deflated ? 8 : 0, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + name.length + data.length, 16);
  return new Uint8Array(Buffer.concat([local, Buffer.from(name), data, entry, Buffer.from(name), end]));
}

for (const deflated of [true, false]) {
  test(`a member is unpacked to the original bytes, ${deflated ? "deflated" : "stored"}`, async () => {
    const [{ name, read }] = unzip(zipOf("a/b.so", "hello hello hello", deflated));
    assert.equal(name, "a/b.so");
    assert.equal(new TextDecoder().decode(await read()), "hello hello hello");
  });
}

test("other files and damaged zips are refused", () => {
  assert.throws(() => unzip(new Uint8Array(100)), /not a zip/);
  const bytes = zipOf("a", "hello", false);
  bytes[36] ^= 1; // the directory begins there
  assert.throws(() => unzip(bytes), /directory of the zip is damaged/);
});
