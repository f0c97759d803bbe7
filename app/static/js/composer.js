// Where one writes: Enter sends, the draft is kept, the page stays. Without this the form posts.
import { watchAbout } from "./composer_about.js";
import { takeFiles } from "./composer_files.js";
import { sendsOnEnter } from "./enter.js";
import { rpc } from "./live.js";
import { newId } from "./new_id.js";
import { toast } from "./toasts.js";

const TYPING_AFTER = 300;
const TYPING_EVERY = 2500;

/** Starts on the composer's <form>; data-note marks the one for internal notes. */
export function start(form) {
  const room = form.closest(".room");
  const input = form.elements.body;
  const isNote = "note" in form.dataset;
  const key = `draft:${room.dataset.viewer}:${form.dataset.room}${isNote ? ":note" : ""}`;
  let typedAt = 0;
  let typing = 0;

  input.value = joined(recall(key), input.value);
  const written = () => {
    if (about?.kind !== "edit") keep(key, input.value);
    fit(input);
    clearTimeout(typing);
    if (!isNote) typing = setTimeout(type, TYPING_AFTER);
  };
  const type = () => {
    if (!input.value.trim() || Date.now() - typedAt < TYPING_EVERY) return;
    typedAt = Date.now();
    rpc("chat.typing", { room: Number(form.dataset.room) }).catch(() => {});
  };
  const about = isNote ? null : watchAbout(form, input, written);
  const pressed = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (!sendsOnEnter(form) && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    form.requestSubmit();
  };
  const submitted = async (event) => {
    event.preventDefault();
    const body = input.value.trim();
    if (about?.kind === "edit") {
      if (body && (await change(about.id, body))) about.end();
      return;
    }
    if (isNote ? !body || !(await postNote(form)) : !send(body)) return;
    form.elements.id.value = newId();
    input.value = "";
    typedAt = 0;
    about?.end();
    written();
    input.focus();
  };
  const send = (body) => {
    const { files, rows, watch } = takeFiles(form);
    if (!body && files.length + rows.length === 0) return false;
    const { quote: reply } = about;
    const item = { id: form.elements.id.value, body, files, at: new Date().toISOString() };
    if (reply) item.reply = reply;
    room.dispatchEvent(new CustomEvent("room:send", { detail: { item, rows, watch } }));
    return true;
  };
  input.addEventListener("input", written);
  input.addEventListener("keydown", pressed);
  form.addEventListener("submit", submitted);
  fit(input);
  return () => {
    clearTimeout(typing);
    input.removeEventListener("input", written);
    input.removeEventListener("keydown", pressed);
    form.removeEventListener("submit", submitted);
  };
}

async function change(message, body) {
  try {
    await rpc("chat.edit", { message, body });
    return true;
  } catch (problem) {
    toast(problem.message, "bad");
    return false;
  }
}

// The note itself comes back over the staff's channel.
async function postNote(form) {
  try {
    const body = new FormData(form);
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    return answer.type === "opaqueredirect" || answer.ok;
  } catch {
    return false;
  }
}

// Where the style sheet cannot size the field by its content.
function fit(input) {
  if (CSS.supports("field-sizing", "content")) return;
  input.style.blockSize = "auto";
  input.style.blockSize = `${Math.min(input.scrollHeight + 3, 160)}px`;
}

// What the page begins with stands below what was left unfinished.
function joined(kept, begun) {
  if (!kept || !begun || kept.includes(begun.trim())) return kept || begun;
  return begun.includes(kept) ? begun : `${kept}\n${begun}`;
}

function recall(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key, text) {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // A full or forbidden store: the draft lives as long as the page.
  }
}
