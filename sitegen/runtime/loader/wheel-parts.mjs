// @ts-check
/** The parts of the wheels that a start from the snapshot needs, unpacked. */

import { SnapshotError } from "./snapshot.mjs";
import { unzip } from "./unzip.mjs";

/** @typedef {{ name: string, data: Uint8Array<ArrayBuffer> }} Member */
/**
 * @typedef {object} Parts
 * @property {Member} numpy NumPy's wheel
 * @property {Member[]} libraries NumPy's compiled modules, in the order in which they are linked
 * @property {Member[]} site the files of the demos' wheel
 */

/**
 * Unpack the needed parts of the two wheels.
 * @param {Member} numpy
 * @param {Member} demos
 * @param {string[]} libraries the names of NumPy's compiled modules, in the order in which they are linked
 * @returns {Promise<Parts>}
 */
export async function unpackParts(numpy, demos, libraries) {
  const members = new Map(unzip(numpy.data).map((member) => [member.name, member]));
  const wanted = libraries.map((name) => {
    const member = members.get(name);
    if (!member) throw new SnapshotError(`${name} is not in the wheel`);
    return member;
  });
  /** @param {ReturnType<typeof unzip>} packed */
  const read = (packed) =>
    Promise.all(packed.map(async (member) => ({ name: member.name, data: await member.read() })));
  const [compiled, site] = await Promise.all([read(wanted), read(unzip(demos.data))]);
  return { numpy, libraries: compiled, site };
}
