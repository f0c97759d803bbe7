// What survives a reload: finished files of this tab's form, and where interrupted ones stopped.
import { defaultOptions } from "tus-js-client";

const FINISHED = "uploads";

/** Names a file and its place, so that the same file picked again continues. */
export function fingerprint({ owner, folder, slot }, file) {
  return `sanggar-${owner}-${folder}-${slot}-${file.name}-${file.size}-${file.lastModified}`;
}

/** Reads where an upload stands, or null when it is gone. */
export async function standing(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  return response.ok ? response.json() : null;
}

/** Keeps a finished upload for this page of this tab. */
export function rememberFinished(id) {
  const all = read();
  const ids = new Set(all[location.pathname] ?? []).add(id);
  write({ ...all, [location.pathname]: [...ids] });
}

export function forgetFinished(id) {
  const all = read();
  const ids = (all[location.pathname] ?? []).filter((kept) => kept !== id);
  write({ ...all, [location.pathname]: ids });
}

/** Returns the finished uploads of this page that no order has taken yet. */
export async function remembered(kept, { folder, endpoint }) {
  const ids = folder ? kept : [...new Set([...kept, ...(read()[location.pathname] ?? [])])];
  const found = await Promise.all(ids.map((id) => standing(`${endpoint}/${id}`)));
  const free = found.filter((upload) => upload?.state === "ready" && upload.folder === null);
  for (const id of ids) if (!free.some((upload) => upload.id === id)) forgetFinished(id);
  return free;
}

/** Returns the uploads that were cut off here and that the server still awaits. */
export async function interrupted(place) {
  const { urlStorage } = defaultOptions;
  const start = `tus::${fingerprint(place, { name: "", size: "", lastModified: "" }).slice(0, -2)}`;
  const all = (await urlStorage.findAllUploads()).filter(({ urlStorageKey }) =>
    urlStorageKey.startsWith(start),
  );
  const found = [];
  for (const previous of all) {
    const upload = await standing(previous.uploadUrl);
    if (upload?.state === "receiving") found.push({ ...previous, upload });
    else await urlStorage.removeUpload(previous.urlStorageKey);
  }
  return found;
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
