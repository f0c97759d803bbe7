// The uploader: picked, dropped or pasted files become rows that send themselves in pieces.
import { comeEarly } from "./lazy.js";
import { goesOn, objection, takePlace } from "./uploader_again.js";
import { watchDropping } from "./uploader_dropping.js";
import { dropField, keepField, keptFields, watchLeaving } from "./uploader_form.js";
import { sayHalted, watchHalted } from "./uploader_halted.js";
import { forgetFinished, interrupted, remembered } from "./uploader_memory.js";
import { Patience, watchLine } from "./uploader_patience.js";
import { watchPicking } from "./uploader_picking.js";
import { finishAll } from "./uploader_removal.js";
import { UploadRow } from "./uploader_row.js";
import { Summary } from "./uploader_summary.js";
import { watchTaking } from "./uploader_taken.js";

const AT_ONCE = 3;
const A_BREATH = 20; // rows drawn before the page may answer somebody again
const MOVING = ["waiting", "sending", "checking", "away"];

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
    this.input = element.querySelector(".uploader__input");
    this.away = new AbortController();
    const words = [...this.template("words").content.querySelectorAll("[data-word]")];
    this.words = Object.fromEntries(words.map((one) => [one.dataset.word, one.textContent]));
    this.summary = new Summary(this);
    this.patience = new Patience(() => this.wake());
  }

  part(name) {
    return this.element.querySelector(`[data-part="${name}"]`);
  }

  template(name) {
    return this.element.querySelector(`template[data-template="${name}"]`);
  }

  begin() {
    const { signal } = this.away;
    this.input.removeAttribute("name"); // its files travel on their own
    this.part("hint").hidden = false;
    this.part("plain-hint").hidden = true;
    watchPicking(this, signal);
    watchHalted(this, signal);
    watchDropping(this, signal);
    watchLeaving(this, signal);
    watchLine(this, signal);
    addEventListener("pagehide", () => finishAll(this.rows), { signal });
    watchTaking(this, signal);
    comeEarly("tus");
    this.restore();
  }

  stop() {
    this.away.abort();
    this.summary.stop();
    finishAll(this.rows);
    for (const row of this.rows) row.letGo();
  }

  /** Takes {file, name} each; several hundred come in small steps. */
  async add(picked) {
    const fresh = picked.filter((one) => !goesOn(this, one));
    if (fresh.length > 0) this.summary.say(this.words.added.replace("{count}", fresh.length));
    for (let at = 0; at < fresh.length; at += A_BREATH) {
      for (const one of fresh.slice(at, at + A_BREATH)) this.show(new UploadRow(this, one));
      this.next();
      await new Promise((resolve) => setTimeout(resolve));
    }
    this.next();
  }

  show(row) {
    takePlace(this, row);
    this.rows.add(row);
    this.part("rows").append(row.element);
    const wrong = row.file ? objection(row, this.element.dataset, this.words) : "";
    if (wrong) row.end("refused", wrong);
  }

  /** Starts waiting rows while fewer than AT_ONCE are on their way and nothing is in trouble. */
  next() {
    if (this.away.signal.aborted) return;
    const rows = [...this.rows];
    const underway = rows.filter((row) => row.isUnderway).length;
    const isHeld = rows.some(({ state }) => state === "away");
    const free = isHeld ? 0 : Math.max(0, AT_ONCE - underway);
    for (const row of rows.filter(({ state }) => state === "waiting").slice(0, free)) row.send();
    if (!this.isMoving()) this.part("wait").hidden = true;
    this.summary.soon();
  }

  /** Holds everything back until the server or the line is there again. */
  wait(pause, message) {
    this.summary.say(message || this.words.away);
    this.patience.wait(pause);
  }

  wake() {
    for (const row of this.rows) if (row.state === "away") row.become("waiting");
    this.next();
  }

  finished(upload) {
    keepField(this.element, upload.id);
    const detail = upload;
    this.element.dispatchEvent(new CustomEvent("uploader:ready", { bubbles: true, detail }));
  }

  gone(row) {
    this.rows.delete(row);
    row.message?.gone(row);
    dropField(this.element, row.id);
    forgetFinished(this.element.dataset, row.id, row.sending?.key);
    this.next();
  }

  isMoving() {
    return [...this.rows].some((row) => MOVING.includes(row.state));
  }

  isSending() {
    return [...this.rows].some((row) => row.isUnderway);
  }

  async restore() {
    const { dataset } = this.element;
    try {
      for (const previous of await interrupted(dataset)) {
        this.show(new UploadRow(this, { previous, handle: previous.handle }));
      }
      sayHalted(this);
      for (const upload of await remembered(keptFields(this.element), dataset)) {
        this.show(new UploadRow(this, { upload }));
        keepField(this.element, upload.id);
      }
    } catch {
      this.summary.say(this.words.away); // what is remembered is shown after the next load
    }
  }
}
