// A file that is picked: refused at once, known already, awaited, or new.
import { awaits, isHalted } from "./uploader_halted.js";
import { bringBack } from "./uploader_removal.js";
import { listed } from "./uploader_taken.js";

/** Returns why the server would not take a file, in the page's words; "" when it may try. */
export function objection({ name, size }, { max, endings }, words) {
  const ending = `.${name.split(".").pop().toLowerCase()}`;
  if (size === 0) return words.empty;
  if (size > Number(max)) return words.too_large;
  return name.includes(".") && !endings.split(",").includes(ending) ? words.unknown : "";
}

/** Goes on with a row that has this file already; returns false when none has. */
export function goesOn(uploader, picked) {
  const row = listed(uploader).find((one) => isSame(one, picked));
  if (!row) return false;
  if (row.state === "removed") bringBack(row).then(() => uploader.next());
  else if (row.state === "failed" || row.state === "paused") row.resume();
  else uploader.summary.say(uploader.words.again.replace("{name}", () => row.name));
  return true;
}

/** Takes away the rows that waited for the very file that a new one brings. */
export function takePlace(uploader, row) {
  if (!row.file) return;
  for (const other of uploader.rows) {
    const isRefused = other.state === "refused" && other.name === row.name;
    if (isRefused || awaits(other, row)) other.leave();
  }
}

function isSame(row, { file, name }) {
  if (row.state === "refused" || isHalted(row)) return false;
  const modified = row.file?.lastModified ?? file.lastModified;
  return row.name === name && row.size === file.size && modified === file.lastModified;
}
