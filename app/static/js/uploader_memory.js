// What survives a reload: finished files of this tab's form, and where interrupted ones stopped.
import { defaultOptions } from "tus-js-client";
import { forgetHandle, handleOf } from "./uploader_handles.js";

const FINISHED = "uploads";
const AT_A_TIME = 50;

/** Names a file and its place, so that the same file picked again continues. */
export function fingerprint(place, name, file) {
  return `${beginning(place)}${name}-${file.size}-${file.lastModified}`;
}

/** Reads where an upload stands, or null when it is gone; throws when nobody says. */
export async function standing(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (response.ok) return response.json();
  if ([404, 410].includes(response.status)) return null;
  throw new Error(`the server does not say where the upload stands: ${response.status}`);
}

/** Keeps a finished upload for this page of this tab. */
export function rememberFinished(id) {
  const all = read();
  const ids = new Set(all[location.pathname] ?? []).add(id);
  write({ ...all, [location.pathname]: [...ids] });
}

export function forgetFinished(...gone) {
  const all = read();
  const ids = (all[location.pathname] ?? []).filter((kept) => !gone.includes(kept));
  write({ ...all, [location.pathname]: ids });
}

/** Returns the finished uploads of this page that no order has taken yet. */
export async function remembered(kept, { folder, endpoint }) {
  const ids = folder ? kept : [...new Set([...kept, ...(read()[location.pathname] ?? [])])];
  const found = await standings(endpoint, ids);
  const free = ids
    .map((id) => found.get(id))
    .filter((upload) => upload?.state === "ready" && upload.folder === null);
  const isFree = new Set(free.map(({ id }) => id));
  forgetFinished(...ids.filter((id) => !isFree.has(id)));
  return free;
}

/** Returns the uploads that were cut off here and that the server still awaits. */
export async function interrupted(place) {
  const { urlStorage } = defaultOptions;
  const stored = await urlStorage.findAllUploads();
  const here = stored.filter((one) => one.urlStorageKey.startsWith(`tus::${beginning(place)}`));
  const elsewhere = await heldElsewhere();
  const mine = here.filter((one) => !elsewhere.has(lockOf(one.uploadUrl)));
  const standing = await standings(place.endpoint, mine.map(idOf));
  const found = [];
  for (const previous of mine) {
    const { urlStorageKey } = previous;
    const upload = standing.get(idOf(previous));
    const mark = urlStorageKey.slice("tus::".length, urlStorageKey.lastIndexOf("::"));
    if (upload?.state === "receiving") {
      const handle = await handleOf(mark);
      const state = handle ? "held" : "interrupted";
      found.push({ ...previous, upload, mark, handle, state });
    } else await forgetInterrupted(mark);
    if (upload?.state === "ready") rememberFinished(upload.id); // its last answer was lost
  }
  return found;
}

/** Marks an upload as this tab's, so that no other tab offers it; returns how to let it go. */
export function hold(url) {
  let release;
  const kept = new Promise((resolve) => {
    release = resolve;
  });
  navigator.locks?.request(lockOf(url), { ifAvailable: true }, () => kept);
  return release;
}

/** Forgets where an upload of this file stopped. */
export async function forgetInterrupted(mark) {
  const { urlStorage } = defaultOptions;
  for (const { urlStorageKey } of await urlStorage.findUploadsByFingerprint(mark)) {
    await urlStorage.removeUpload(urlStorageKey);
  }
  await forgetHandle(mark);
}

async function standings(endpoint, ids) {
  const found = new Map();
  for (let at = 0; at < ids.length; at += AT_A_TIME) {
    const asked = new URLSearchParams(ids.slice(at, at + AT_A_TIME).map((id) => ["id", id]));
    const { uploads } = await standing(`${endpoint}?${asked}`);
    for (const upload of uploads) found.set(upload.id, upload);
  }
  return found;
}

function beginning({ owner, folder, slot }) {
  return `sanggar-${owner}-${folder}-${slot}-`;
}

function idOf({ uploadUrl }) {
  return uploadUrl.split("/").pop();
}

function lockOf(url) {
  return `upload:${url.split("/").pop()}`;
}

async function heldElsewhere() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map(({ name }) => name));
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(FINISHED)) ?? {};
  } catch {
    return {};
  }
}

function write(all) {
  try {
    sessionStorage.setItem(FINISHED, JSON.stringify(all));
  } catch {
    // Without storage a reload forgets the list; the files themselves are safe.
  }
}
