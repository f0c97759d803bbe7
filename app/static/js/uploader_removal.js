// Taking a file away: at once for the eye, for good a little later, so that it can be undone.
import { dropField, keepField } from "./uploader_form.js";
import { forgetFinished, rememberFinished } from "./uploader_memory.js";

const UNDO = 8_000;

/** Takes a row's file away; nobody needs an undo for what never left this machine. */
export async function takeAway(row) {
  row.sending?.stop();
  if (!addressOf(row)) {
    row.leave();
    return;
  }
  const before = row.state;
  if (isFiled(row) && !(await change(row, "removal"))) return;
  row.before = before === "sending" || before === "checking" ? "waiting" : before;
  row.become("removed");
  dropField(row.uploader.element, row.id);
  forgetFinished(row.uploader.element.dataset, row.id, row.sending?.key);
  row.removal = setTimeout(() => finish(row), UNDO);
}

/** Brings it back as it was. */
export async function bringBack(row) {
  if (isFiled(row) && !(await change(row, "restoration"))) return;
  clearTimeout(row.removal);
  row.become(row.before);
  if (row.state !== "ready") return;
  keepField(row.uploader.element, row.id);
  rememberFinished(row.uploader.element.dataset, row.id);
}

/** Frees the bytes on the server; what lies in a folder waits there for its own undo. */
export function finish(row) {
  clearTimeout(row.removal);
  if (!isFiled(row)) {
    fetch(addressOf(row), {
      method: "DELETE",
      headers: { "Tus-Resumable": "1.0.0" },
      keepalive: true,
    }).catch(() => {}); // without a line it expires by itself
  }
  row.forget();
  row.leave();
}

/** Does for good what could still have been undone. */
export function finishAll(rows) {
  for (const row of [...rows]) if (row.state === "removed") finish(row);
}

function addressOf(row) {
  return row.sending?.url || row.url || (row.id ? `/uploads/${row.id}` : "");
}

function isFiled(row) {
  const wasReady = row.state === "ready" || row.before === "ready";
  return Boolean(wasReady && row.fileId && row.uploader.element.dataset.folder);
}

async function change(row, verb) {
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(`/files/${row.fileId}/${verb}`, { method: "POST", headers });
    if (answer.ok) return true;
    row.become(row.state, (await answer.json()).error.message);
  } catch {
    row.become(row.state, row.words.network);
  }
  return false;
}
