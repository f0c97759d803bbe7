// The service worker. The server writes self.BUILD before it: version, assets, offline pages, icons.
import { asset, dropOld, install, isAsset } from "./assets.js";
import { answer, forget, isPage, keep } from "./pages.js";
import { open, renew, show } from "./pushes.js";

const COMING_AND_GOING = new Set(["/guest", "/login", "/logout", "/register"]);

self.addEventListener("install", (event) => event.waitUntil(install()));

self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method !== "GET") {
    // What is sent is never ours to answer; who comes or goes leaves nothing behind, even offline.
    if (COMING_AND_GOING.has(url.pathname)) event.waitUntil(forget());
  } else if (isAsset(url)) event.respondWith(asset(event));
  else if (isPage(request, url)) event.respondWith(answer(event));
});

self.addEventListener("message", (event) => {
  const { ask, path } = event.data;
  if (ask === "version") event.ports[0].postMessage(self.BUILD.version);
  else if (ask === "take over") self.skipWaiting();
  else if (ask === "keep") event.waitUntil(keep(path));
});

self.addEventListener("push", (event) => event.waitUntil(show(event)));

self.addEventListener("notificationclick", (event) => event.waitUntil(open(event)));

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function activate() {
  await self.registration.navigationPreload?.enable();
  await dropOld();
  await self.clients.claim();
}
