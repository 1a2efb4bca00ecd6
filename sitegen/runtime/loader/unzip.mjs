// @ts-check
/** Reads the members of a zip that is in memory; the browser decompresses them. */

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * List the members of a zip.
 * @param {Uint8Array<ArrayBuffer>} bytes the whole zip
 * @returns {{ name: string, read: () => Promise<Uint8Array<ArrayBuffer>> }[]} read: gives the member's
 *   contents
 */
export function unzip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0) throw new Error("not a zip");
  const members = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== ENTRY) throw new Error("the directory of the zip is damaged");
    const isStored = view.getUint16(at + 10, true) === 0;
    const size = view.getUint32(at + 20, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    members.push({
      name,
      read: async () => {
        const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
        const data = bytes.slice(start, start + size);
        if (isStored) return data;
        const stream = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (new Response(data).body);
        const inflated = stream.pipeThrough(new DecompressionStream("deflate-raw"));
        return new Uint8Array(await new Response(inflated).arrayBuffer());
      },
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return members;
}
