// @ts-check
/**
 * The search page: results appear while the reader types. Pagefind is loaded when the reader goes to the field,
 * and the address holds the query, so that a search can be shared and the back button returns to it.
 */

/**
 * What this page uses of Pagefind.
 * @typedef {{ title: string, url: string, excerpt: string }} Place
 * @typedef {{ url: string, excerpt: string, meta: { title?: string }, sub_results: Place[] }} Found
 * @typedef {{ results: { data: () => Promise<Found> }[] }} Answer
 * @typedef {(query: string, options: object, ms: number) => Promise<Answer | null>} Search
 * @typedef {{ init: () => Promise<void>, debouncedSearch: Search }} Pagefind
 */

import { make, part } from "./core/dom.js";

const AT_ONCE = 10; // results that are shown, and added by the button
const PLACES = 3; // headings below a result
const PAUSE_MS = 150; // between the last key and the search

const form = part(document.body, ".search-form");
const input = /** @type {HTMLInputElement} */ (part(form, "#search-query"));
const status = part(form, ".search-status");
const list = part(document.body, ".search-results");
const more = part(document.body, ".search-more");
const posts = document.querySelector(".search-posts");

/** @type {Promise<Pagefind> | undefined} */
let loading;
/** @type {Answer["results"]} */
let waiting = [];
let latest = 0; // the number of the newest search; answers of older ones are dropped

/** Load Pagefind once; again after a failure. */
function load() {
  const address = new URL(`${form.dataset.bundle}pagefind.js`, location.href).href;
  loading ??= import(address);
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

/** @param {string} query */
async function search(query) {
  const number = ++latest;
  const { dataset } = form;
  if (!query) return show("", []);
  if (!list.childElementCount) status.textContent = dataset.searching ?? "";
  try {
    const answer = await (await load()).debouncedSearch(query, {}, PAUSE_MS);
    if (!answer || number !== latest) return;
    const count = answer.results.length;
    const text = count ? dataset.found?.replace("{count}", String(count)) : dataset.none;
    await show(text?.replace("{query}", () => query) ?? "", answer.results, number);
  } catch {
    if (number === latest) await show(dataset.failed ?? "", []);
  }
}

/** @param {string} text @param {Answer["results"]} results @param {number} number */
async function show(text, results, number = latest) {
  const first = await Promise.all(results.slice(0, AT_ONCE).map((result) => result.data()));
  if (number !== latest) return;
  list.replaceChildren(...first.map(item));
  list.hidden = !first.length;
  posts?.toggleAttribute("hidden", first.length > 0);
  waiting = results.slice(AT_ONCE);
  more.hidden = !waiting.length;
  status.textContent = text;
}

async function showMore() {
  const number = latest;
  const next = await Promise.all(waiting.slice(0, AT_ONCE).map((result) => result.data()));
  if (number !== latest) return;
  const items = next.map(item);
  list.append(...items);
  waiting = waiting.slice(AT_ONCE);
  more.hidden = !waiting.length;
  items[0]?.querySelector("a")?.focus(); // the button may be gone
}

/** @param {Found} found */
function item(found) {
  const places = found.sub_results.filter((place) => place.url.includes("#")).slice(0, PLACES);
  const heading = make("h2", { class: "summary-title" }, link(found.url, found.meta.title || found.url));
  const entry = make("li", { class: "search-result" }, heading, excerpt(found.excerpt));
  const below = places.map((place) =>
    make("li", { class: "search-place" }, link(place.url, place.title), excerpt(place.excerpt)),
  );
  if (below.length) entry.append(make("ul", { class: "search-places", role: "list" }, ...below));
  return entry;
}

/** @param {string} url @param {string} text */
function link(url, text) {
  return make("a", { href: url }, text);
}

/**
 * Return an excerpt with its marked words. Of the HTML only the texts and `mark` are used.
 * @param {string} html
 */
function excerpt(html) {
  const nodes = [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
  const texts = nodes.map(({ nodeName, textContent }) =>
    nodeName === "MARK" ? make("mark", {}, textContent ?? "") : (textContent ?? ""),
  );
  return make("p", { class: "search-excerpt" }, ...texts);
}

function read() {
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  search(input.value.trim());
}

input.addEventListener("focus", () =>
  load()
    .then((pagefind) => pagefind.init())
    .catch(() => {}),
);
input.addEventListener("input", () => {
  const query = input.value.trim();
  const address = new URL(location.href);
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
  search(query);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search(input.value.trim());
});
more.addEventListener("click", showMore);
addEventListener("popstate", read);
read();
if (!input.value && matchMedia("(pointer: fine)").matches) input.focus();
