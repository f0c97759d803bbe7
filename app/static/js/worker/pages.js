// Pages come from the network; without one, as this person last saw them.
import { brought, offlinePage, speak } from "./assets.js";

const KEPT = /^\/(home|orders|orders\/\d+|rooms|rooms\/\d+|inbox)$/;
const NOT_PAGES =
  /^\/(api|connection|files|folders|healthz|metrics|offline|readyz|samples|uploads)\b|\.\w+$/;
const PREFIX = "pages-"; // and the viewer's id: whose they are
const MOST = 30;
const LONGEST = 14 * 86_400_000;

let change = Promise.resolve();
let era = 0;

/** Tells whether somebody opens a page, by the browser itself or by Turbo. */
export function isPage(request, url) {
  if (NOT_PAGES.test(url.pathname) || request.headers.has("Turbo-Frame")) return false;
  const accepts = request.headers.get("Accept") ?? "";
  return request.mode === "navigate" || accepts.includes("application/xhtml+xml");
}

/** Answers a visit to a page. */
export async function answer(event) {
  const { request } = event;
  const started = era;
  try {
    const response = (await event.preloadResponse) ?? (await fetch(request));
    event.waitUntil(remember(request.url, response.clone(), started));
    return response;
  } catch (problem) {
    if (request.signal.aborted) throw problem;
    return (await lastSeen(new URL(request.url))) ?? offlinePage();
  }
}

/** Keeps a page that is open as it is now. */
export async function keep(path) {
  if (!KEPT.test(path)) return;
  const started = era;
  const response = await fetch(path, { headers: { Accept: "text/html" } }).catch(() => null);
  if (response) await remember(new URL(path, location).href, response, started);
}

/** Forgets every private page. */
export function forget() {
  era += 1;
  return inTurn(() => forgetBut(""));
}

async function remember(address, response, started) {
  const type = response.headers.get("Content-Type") ?? "";
  if (response.status !== 200 || !type.startsWith("text/html")) return;
  const text = await response.text();
  const viewer = /<body[^>]*?\sdata-viewer="(\d+)"/.exec(text)?.[1];
  if (viewer === undefined) return;
  await speak(/<html[^>]*?\slang="(\w+)"/.exec(text)?.[1]);
  await inTurn(async () => {
    if (started !== era) return; // somebody signed out meanwhile
    await forgetBut(viewer);
    if (viewer === "0") return;
    for (const each of new Set([address, response.url || address]))
      await put(viewer, each, text, response);
  });
}

async function put(viewer, address, text, response) {
  const url = new URL(address);
  if (!KEPT.test(url.pathname) || url.search) return;
  const headers = new Headers({ "Content-Type": "text/html; charset=utf-8" });
  headers.set("Content-Security-Policy", response.headers.get("Content-Security-Policy") ?? "");
  headers.set("X-Seen", new Date().toISOString());
  headers.set("X-Title", encodeURIComponent(/<title>(.*?)<\/title>/s.exec(text)?.[1].trim() ?? ""));
  const cache = await caches.open(PREFIX + viewer);
  await cache.put(url.pathname, new Response(text, { headers }));
  const keys = await cache.keys(); // the oldest first
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST))) await cache.delete(key);
}

async function lastSeen(url) {
  const name = (await caches.keys()).find((each) => each.startsWith(PREFIX));
  const cache = name && (await caches.open(name));
  const kept = await cache?.match(url.pathname);
  if (!kept) return undefined;
  const seen = kept.headers.get("X-Seen");
  if (Date.now() - Date.parse(seen) > LONGEST) {
    await cache.delete(url.pathname);
    return undefined;
  }
  const text = (await kept.text()).replace("<body ", `<body data-seen="${seen}" `);
  return new Response(brought(text), { headers: kept.headers });
}

async function forgetBut(viewer) {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== PREFIX + viewer) await caches.delete(name);
  }
}

// One after the other, so that nothing is put where it has just been forgotten.
function inTurn(work) {
  change = change.then(work, work);
  return change;
}
