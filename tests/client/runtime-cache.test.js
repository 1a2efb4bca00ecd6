import assert from "node:assert/strict";
import test from "node:test";
import { Shelf } from "../../static/client/runtime/runtime-cache.js";
import { FakeCaches } from "./fakes.js";

const FOLDER = "http://x/blog/runtime/aa/";
const OWN = `sitegen-runtime ${FOLDER}`;

/** @param {FakeCaches} caches */
const shelfOf = (caches) => new Shelf(/** @type {any} */ (caches), FOLDER);

test("what was held is found once it is stored, and this site's earlier runtimes are gone", async () => {
  const caches = new FakeCaches({
    "sitegen-runtime http://x/blog/runtime/old/": { "http://x/blog/runtime/old/a": "1" },
    "sitegen-runtime http://x/other/runtime/old/": { "http://x/other/runtime/old/a": "2" },
  });
  const shelf = shelfOf(caches);
  shelf.hold(`${FOLDER}a`, new Blob(["hello"]), "text/plain");
  assert.equal(await shelf.find(`${FOLDER}a`), undefined);
  await shelf.store();
  assert.equal(await (await shelf.find(`${FOLDER}a`))?.text(), "hello");
  assert.deepEqual(await caches.keys(), ["sitegen-runtime http://x/other/runtime/old/", OWN]);
});

test("what another cache of the site holds is found, and not stored twice", async () => {
  const caches = new FakeCaches({ offline: { [`${FOLDER}a`]: "held" } });
  const shelf = shelfOf(caches);
  assert.equal(await (await shelf.find(`${FOLDER}a`))?.text(), "held");
  shelf.hold(`${FOLDER}a`, new Blob(["again"]), "text/plain");
  await shelf.store();
  assert.deepEqual([...(caches.entries.get(OWN) ?? new Map()).keys()], []);
});

test("a dropped shelf finds nothing and stores nothing", async () => {
  const caches = new FakeCaches({ [OWN]: { [`${FOLDER}a`]: "1", [`${FOLDER}b`]: "2" } });
  const shelf = shelfOf(caches);
  assert.ok(await shelf.find(`${FOLDER}b`));
  await shelf.drop();
  assert.equal(await shelf.find(`${FOLDER}b`), undefined);
  shelf.hold(`${FOLDER}c`, new Blob(["3"]), "text/plain");
  await shelf.store();
  assert.deepEqual(await caches.keys(), []);
});

test("where there is no Cache Storage everything is a miss", async () => {
  const shelf = await Shelf.open(FOLDER); // Node has none
  shelf.hold(`${FOLDER}a`, new Blob(["hello"]), "text/plain");
  await shelf.store();
  assert.equal(await shelf.find(`${FOLDER}a`), undefined);
  assert.equal(shelf.used, false);
});
