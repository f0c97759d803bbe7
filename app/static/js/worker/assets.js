// What all people share: styles, scripts and pictures under their fingerprints, and the offline page.
const { version, assets, offline } = self.BUILD;
const SHELL = `shell-${version}`;
const LANGUAGE = "/language";
const MOST = 120;

let spoken = "";

/** Keeps what every page of this build needs. */
export async function install() {
  const cache = await caches.open(SHELL);
  await cache.addAll(assets);
  for (const address of Object.values(offline)) {
    const response = await fetch(address, { credentials: "omit" });
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    await cache.put(address, response);
  }
}

/** Forgets the builds before this one. */
export async function dropOld() {
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
  }
}

/** Tells whether an address stands for the same bytes for ever. */
export function isAsset(url) {
  return url.pathname.startsWith("/static/") && url.searchParams.has("v");
}

/** Lets a page of an earlier build use the files that are kept now. */
export function brought(text) {
  const now = new Map(assets.map((address) => [address.split("?")[0], address]));
  return text.replace(/(\/static\/[\w./-]+)\?v=\w+/g, (found, path) => now.get(path) ?? found);
}

/** Answers with a static file: kept ones at once, others from the network and kept from then on. */
export async function asset(event) {
  const { request } = event;
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200) event.waitUntil(put(cache, request.url, response.clone()));
  return response;
}

/** Remembers the language of the page that was seen last. */
export async function speak(lang) {
  if (!(lang in offline) || lang === spoken) return;
  spoken = lang;
  const cache = await caches.open(SHELL);
  await cache.put(LANGUAGE, new Response(lang));
}

/** The page that says what can be read without a connection. */
export async function offlinePage() {
  const cache = await caches.open(SHELL);
  const last = await (await cache.match(LANGUAGE))?.text();
  const lang = last ?? (navigator.language.startsWith("id") ? "id" : "en");
  const page = await cache.match(offline[lang]);
  if (!page) return Response.error();
  // Not 200: a script that asks for a part of a page must not take this for it.
  return new Response(page.body, { status: 503, headers: page.headers });
}

async function put(cache, address, response) {
  if ((await cache.keys()).length < MOST) await cache.put(address, response);
}
