// How files reach the uploader: chosen, photographed, a whole folder, dropped or pasted.
import { fromItems, watchDialog } from "./uploader_handles.js";

const AT_MOST = 2000;
const LITTER = /^\.|^~\$|^(thumbs\.db|desktop\.ini)$/i;

/** Listens to the field, to the buttons of the zone and to what is pasted. */
export function watchPicking(uploader, signal) {
  const zone = uploader.part("zone");
  for (const input of zone.querySelectorAll('input[type="file"]')) {
    const taken = () => {
      uploader.add(fromList(input.files));
      input.value = "";
    };
    input.addEventListener("change", taken, { signal });
  }
  watchDialog(uploader, signal);
  const more = uploader.part("more");
  if (!more) return;
  more.hidden = false;
  const clicked = ({ target }) => {
    const kind = target.closest("[data-pick]")?.dataset.pick;
    if (kind) zone.querySelector(`input[data-picked="${kind}"]`).click();
  };
  more.addEventListener("click", clicked, { signal });
}

/** Returns {file, name} of what a field or the clipboard holds. */
export function fromList(list) {
  return [...list]
    .filter((file) => !file.webkitRelativePath || !LITTER.test(file.name))
    .slice(0, AT_MOST)
    .map((file) => ({ file, name: nameOf(file, file.webkitRelativePath) }));
}

/** Returns {file, name} of what was dropped, the files in folders too. */
export async function fromDrop(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) {
    const plain = fromList(transfer.files);
    return fromItems([...transfer.items]).catch(() => plain);
  }
  const found = [];
  for (const entry of entries) await collect(entry, found, "");
  return found;
}

/** Gives a pasted picture a name of its own: the clipboard calls each one image.png. */
export function named(picked, word) {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  const moment = local.toISOString().slice(0, 19).replace("T", " ").replaceAll(":", ".");
  return picked.map(({ file, name }) => ({
    file,
    name: /^image\.\w+$/.test(name) ? name.replace("image", `${word} ${moment}`) : name,
  }));
}

async function collect(entry, found, path) {
  if (found.length >= AT_MOST || (path && LITTER.test(entry.name))) return;
  const here = `${path}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    if (file) found.push({ file, name: nameOf(file, here.slice(1)) });
    return;
  }
  const reader = entry.createReader();
  for (let batch = await read(reader); batch.length > 0; batch = await read(reader)) {
    for (const child of batch) await collect(child, found, here);
  }
}

// A folder is read a hundred entries at a time; one that cannot be read counts as empty.
function read(reader) {
  return new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
}

// Files of the same name in different folders are not versions of each other.
function nameOf(file, path) {
  return path.split("/").slice(1).join(" - ") || file.name;
}
