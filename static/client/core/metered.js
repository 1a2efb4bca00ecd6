// @ts-check
/** What the reader's connection costs, as far as the browser tells. */

/**
 * Whether bytes may be spent that the reader has not asked for. Where the browser does not tell, a computer with a mouse
 * counts as unmetered and everything else does not; in a worker there is no asking, so nothing does.
 */
export function isUnmetered() {
  const connection = /** @type {any} */ (globalThis.navigator)?.connection;
  if (!connection) return globalThis.matchMedia?.("(hover: hover) and (pointer: fine)").matches ?? false;
  return !connection.saveData && connection.type !== "cellular" && !/2g|3g/.test(connection.effectiveType ?? "");
}
