// What survives a reload: finished files of this tab's form, and where interrupted ones stopped.
import { library } from "./lazy.js";
import { forgetHandle, handleOf } from "./uploader_handles.js";
import { settled, standings } from "./uploader_standing.js";

const FINISHED = "uploads";

/** Names a file and its place, so that the same file picked again continues. */
export function fingerprint(place, name, file) {
  return `${beginning(place)}${name}-${file.size}-${file.lastModified}`;
}

/** Keeps a finished upload for this tab: first by its key, by its id once that is known. */
export function rememberFinished(place, id, key) {
  forgetFinished(place, key);
  const all = read();
  const shelf = shelfOf(place);
  if (shelf) write({ ...all, [shelf]: [...new Set(all[shelf]).add(id)] });
}

export function forgetFinished(place, ...gone) {
  const all = read();
  const shelf = shelfOf(place);
  if (all[shelf]) write({ ...all, [shelf]: all[shelf].filter((kept) => !gone.includes(kept)) });
}

/** Returns the finished uploads that lie ready for this form: no order and no message has them. */
export async function remembered(kept, place) {
  const ids = [...new Set([...kept, ...(read()[shelfOf(place)] ?? [])])];
  const found = await settled(place.endpoint, ids);
  const mine = ids
    .map((id) => found.get(id))
    .filter((upload) => upload?.state === "ready" && `${upload.folder ?? ""}` === place.folder);
  forgetFinished(place, ...ids);
  for (const { id } of mine) rememberFinished(place, id);
  return [...new Set(mine)];
}

/** Returns the uploads that were cut off here and that the server still awaits. */
export async function interrupted(place) {
  if (!hasStored()) return [];
  const { urlStorage } = (await library("tus")).defaultOptions;
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
    if (["ready", "checking"].includes(upload?.state)) rememberFinished(place, upload.id);
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
  const { urlStorage } = (await library("tus")).defaultOptions;
  for (const { urlStorageKey } of await urlStorage.findUploadsByFingerprint(mark)) {
    await urlStorage.removeUpload(urlStorageKey);
  }
  await forgetHandle(mark);
}

// The library's own look at what it keeps, without the library.
function hasStored() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith("tus::"));
  } catch {
    return false;
  }
}

// Where finished files wait: a page's form, or a conversation's message ("ahead"). What goes into
// an order's folder by itself waits for nobody.
function shelfOf({ folder, ahead }) {
  if (!folder) return location.pathname;
  return ahead === undefined ? "" : `folder ${folder}`;
}

function beginning({ owner, folder, slot, ahead }) {
  return `sanggar-${owner}-${folder}-${ahead === undefined ? slot : "~"}-`;
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
