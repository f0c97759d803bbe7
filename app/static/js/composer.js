// Where one writes: Enter sends, the draft is kept, the page stays. Without this the form posts.
import { rpc } from "./live.js";
import { newId } from "./new_id.js";

const TYPING_EVERY = 2500;

/** Starts on the composer's <form>; data-note marks the one for internal notes. */
export function start(form) {
  const room = form.closest(".room");
  const input = form.elements.body;
  const isNote = "note" in form.dataset;
  const key = `draft:${room.dataset.viewer}:${form.dataset.room}${isNote ? ":note" : ""}`;
  const isTouch = matchMedia("(pointer: coarse)").matches;
  const arrived = new Map();
  let typedAt = 0;

  input.value ||= recall(key);
  const written = () => {
    keep(key, input.value);
    fit(input);
    if (isNote || !input.value.trim() || Date.now() - typedAt < TYPING_EVERY) return;
    typedAt = Date.now();
    rpc("chat.typing", { room: Number(form.dataset.room) }).catch(() => {});
  };
  const pressed = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || isTouch) return;
    event.preventDefault();
    form.requestSubmit();
  };
  const submitted = async (event) => {
    if (event.defaultPrevented) return; // files are still on their way
    event.preventDefault();
    const body = input.value.trim();
    const files = picked(form, arrived);
    if (!body && files.length === 0) return;
    if (isNote && !(await postNote(form))) return;
    if (!isNote) {
      const detail = { id: form.elements.id.value, body, files, at: new Date().toISOString() };
      room.dispatchEvent(new CustomEvent("room:send", { detail }));
      form.querySelector(".uploader")?.dispatchEvent(new Event("uploader:clear"));
    }
    form.elements.id.value = newId();
    input.value = "";
    typedAt = 0;
    written();
    input.focus();
  };
  const ready = ({ detail }) => arrived.set(detail.id, detail);
  form.addEventListener("uploader:ready", ready);
  input.addEventListener("input", written);
  input.addEventListener("keydown", pressed);
  form.addEventListener("submit", submitted);
  fit(input);
  return () => {
    form.removeEventListener("uploader:ready", ready);
    input.removeEventListener("input", written);
    input.removeEventListener("keydown", pressed);
    form.removeEventListener("submit", submitted);
  };
}

// The uploads that go with the message, as its bubble shows them before the server has answered.
function picked(form, arrived) {
  const ids = [...form.querySelectorAll('input[name="uploads"]')].map(({ value }) => value);
  return ids.map((id) => ({
    id,
    name: arrived.get(id)?.name ?? "",
    size: arrived.get(id)?.length ?? 0,
  }));
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
