import assert from "node:assert/strict";
import test from "node:test";
import { RuntimeCache } from "../../static/client/runtime/runtime-cache.js";
import { FakeCaches } from "./fakes.js";

const FOLDER = "http://x/blog/runtime/aa/";
const OWN = `sitegen-runtime ${FOLDER}`;

/** @param {FakeCaches} caches */
const cacheOf = (caches) => new RuntimeCache(/** @type {any} */ (caches), FOLDER);

test("an added file is found after it was stored, and this site's earlier runtimes are removed", async () => {
  const caches = new FakeCaches({
    "sitegen-runtime http://x/blog/runtime/old/": { "http://x/blog/runtime/old/a": "1" },
    "sitegen-runtime http://x/other/runtime/old/": { "http://x/other/runtime/old/a": "2" },
  });
  const cache = cacheOf(caches);
  cache.add(`${FOLDER}a`, Promise.resolve(new Blob(["hello"])), "text/plain");
  assert.equal(await cache.find(`${FOLDER}a`), undefined);
  await cache.store();
  assert.equal(await (await cache.find(`${FOLDER}a`))?.text(), "hello");
  assert.deepEqual(await caches.keys(), ["sitegen-runtime http://x/other/runtime/old/", OWN]);
});

test("a file in another cache of the site is found, and not stored twice", async () => {
  const caches = new FakeCaches({ offline: { [`${FOLDER}a`]: "held" } });
  const cache = cacheOf(caches);
  assert.equal(await (await cache.find(`${FOLDER}a`))?.text(), "held");
  cache.add(`${FOLDER}a`, Promise.resolve(new Blob(["again"])), "text/plain");
  await cache.store();
  assert.deepEqual([...(caches.entries.get(OWN) ?? new Map()).keys()], []);
});

test("a cleared cache finds nothing and stores nothing", async () => {
  const caches = new FakeCaches({ [OWN]: { [`${FOLDER}a`]: "1", [`${FOLDER}b`]: "2" } });
  const cache = cacheOf(caches);
  assert.ok(await cache.find(`${FOLDER}b`));
  await cache.clear();
  assert.equal(await cache.find(`${FOLDER}b`), undefined);
  cache.add(`${FOLDER}c`, Promise.resolve(new Blob(["3"])), "text/plain");
  await cache.store();
  assert.deepEqual(await caches.keys(), []);
});

test("without Cache Storage nothing is found", async () => {
  const cache = await RuntimeCache.open(FOLDER); // Node has none
  cache.add(`${FOLDER}a`, Promise.resolve(new Blob(["hello"])), "text/plain");
  await cache.store();
  assert.equal(await cache.find(`${FOLDER}a`), undefined);
  assert.equal(cache.used, false);
});

test("a file that is still being checked is stored after that, and one that fails is not", async () => {
  const caches = new FakeCaches();
  const cache = cacheOf(caches);
  const slow = new Promise((resolve) => {
    setTimeout(() => resolve(new Blob(["hello"])), 20);
  });
  cache.add(`${FOLDER}a`, slow, "text/plain");
  cache.add(`${FOLDER}b`, Promise.reject(new Error("damaged")), "text/plain");
  await cache.store();
  assert.equal(await (await cache.find(`${FOLDER}a`))?.text(), "hello");
  assert.equal(await cache.find(`${FOLDER}b`), undefined);
});
