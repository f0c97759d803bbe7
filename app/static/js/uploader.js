// The uploader: picked, dropped or pasted files become rows that send themselves in pieces.
import { watchLeaving, watchPicking } from "./uploader_events.js";
import { forgetFinished, interrupted, remembered, rememberFinished } from "./uploader_memory.js";
import { UploadRow } from "./uploader_row.js";

const AT_ONCE = 3;
const MOVING = ["waiting", "sending", "checking"];

/** Takes a file field over; the surrounding form gets one hidden field per ready file. */
export function start(element) {
  const uploader = new Uploader(element);
  uploader.begin();
  return () => uploader.stop();
}

class Uploader {
  constructor(element) {
    this.element = element;
    this.rows = new Set();
    this.form = element.closest("form");
    this.input = this.part("zone").querySelector('input[type="file"]');
    this.away = new AbortController();
    this.words = Object.fromEntries(
      [...this.template("words").content.querySelectorAll("[data-word]")].map((word) => [
        word.dataset.word,
        word.textContent,
      ]),
    );
  }

  part(name) {
    return this.element.querySelector(`[data-part="${name}"]`);
  }

  template(name) {
    return this.element.querySelector(`template[data-template="${name}"]`);
  }

  begin() {
    this.input.removeAttribute("name"); // its files travel on their own
    this.part("hint").hidden = false;
    this.part("plain-hint").hidden = true;
    watchPicking(this, this.away.signal);
    watchLeaving(this, this.away.signal);
    const { signal } = this.away;
    this.element.addEventListener("uploader:clear", () => this.clear(), { signal });
    this.restore();
  }

  stop() {
    this.away.abort();
    for (const row of this.rows) row.tus?.abort();
  }

  add(files) {
    for (const file of files) this.show(new UploadRow(this, { file }));
    this.next();
  }

  show(row) {
    for (const other of this.rows) if (other.awaits(row)) other.leave();
    this.rows.add(row);
    this.part("rows").append(row.element);
    row.check();
  }

  /** Starts waiting rows while fewer than AT_ONCE are sending. */
  next() {
    const sending = [...this.rows].filter((row) => row.state === "sending").length;
    const waiting = [...this.rows].filter((row) => row.state === "waiting");
    for (const row of waiting.slice(0, Math.max(0, AT_ONCE - sending))) row.send();
    if (!this.isMoving()) this.part("wait").hidden = true;
    this.element.dispatchEvent(new CustomEvent("uploader:change", { bubbles: true }));
  }

  finished(upload) {
    this.field(upload.id);
    if (!this.element.dataset.folder) rememberFinished(upload.id);
    this.element.dispatchEvent(
      new CustomEvent("uploader:ready", { bubbles: true, detail: upload }),
    );
  }

  field(id) {
    if (this.element.querySelector(`[data-upload="${id}"]`)) return;
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: "uploads", value: id });
    hidden.dataset.upload = id;
    this.element.append(hidden);
  }

  removed(row, id) {
    this.rows.delete(row);
    if (id) {
      this.element.querySelector(`[data-upload="${id}"]`)?.remove();
      forgetFinished(id);
    }
    this.next();
  }

  /** Empties the list, once a form without a page change has used the files. */
  clear() {
    for (const row of [...this.rows]) if (row.state === "ready") row.leave();
  }

  isMoving() {
    return [...this.rows].some((row) => MOVING.includes(row.state));
  }

  isSending() {
    return [...this.rows].some((row) => row.state === "sending");
  }

  async restore() {
    const kept = [...this.element.querySelectorAll("[data-upload]")].map(({ value }) => value);
    for (const upload of await remembered(kept, this.element.dataset)) {
      this.show(new UploadRow(this, { upload }));
      this.field(upload.id);
    }
    for (const previous of await interrupted(this.element.dataset)) {
      this.show(new UploadRow(this, { previous }));
    }
    this.element.dispatchEvent(new CustomEvent("uploader:change", { bubbles: true }));
  }
}
