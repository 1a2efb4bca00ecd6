// @ts-check
/** What a start from the image needs of the wheels, unpacked. */

import { ImageError } from "./start-image.mjs";
import { unzip } from "./unzip.mjs";

/** @typedef {{ name: string, data: Uint8Array<ArrayBuffer> }} Member */
/** @typedef {{ numpy: Member, libraries: Member[], site: Member[] }} Parts
 *   numpy: its wheel; libraries: its compiled modules, as they are linked; site: the files of the demos' wheel */

/**
 * Take the parts out of the wheels.
 * @param {Member} numpy @param {Member} demos
 * @param {string[]} libraries the names wanted of NumPy's wheel, in the order in which they are linked
 * @returns {Promise<Parts>}
 */
export async function takeParts(numpy, demos, libraries) {
  const members = new Map(unzip(numpy.data).map((member) => [member.name, member]));
  const wanted = libraries.map((name) => {
    const member = members.get(name);
    if (!member) throw new ImageError(`${name} is not in the wheel`);
    return member;
  });
  /** @param {ReturnType<typeof unzip>} packed */
  const read = (packed) => Promise.all(packed.map(async (member) => ({ name: member.name, data: await member.read() })));
  const [compiled, site] = await Promise.all([read(wanted), read(unzip(demos.data))]);
  return { numpy, libraries: compiled, site };
}
