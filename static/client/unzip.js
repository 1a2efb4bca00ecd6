// @ts-check
/** Reads members of a zip that is in memory; the browser itself unpacks them. */

/**
 * @param {Uint8Array<ArrayBuffer>} bytes @param {(name: string) => boolean} wanted
 * @returns {{ name: string, stream: () => ReadableStream<Uint8Array> }[]}
 */
export function unzip(bytes, wanted) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new Error("not a zip");
  const found = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error("the zip's directory is damaged");
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 20, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (wanted(name)) {
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const blob = new Blob([bytes.subarray(start, start + size)]);
      found.push({ name, stream: () => (method === 0 ? blob.stream() : blob.stream().pipeThrough(new DecompressionStream("deflate-raw"))) });
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return found;
}
