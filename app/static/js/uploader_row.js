// One file on its way: its row, its buttons, and what becomes of it.
import { draw, fill } from "./draw.js";
import { mayBe, showButtons, takeOut } from "./uploader_buttons.js";
import { goOn } from "./uploader_halted.js";
import { forgetInterrupted, rememberFinished } from "./uploader_memory.js";
import { showPicture } from "./uploader_picture.js";
import { bringBack, takeAway } from "./uploader_removal.js";
import { isReadable, meaning, Sending } from "./uploader_sending.js";
import { described, Speed } from "./uploader_speed.js";
import { standing } from "./uploader_standing.js";

const REDRAW = 200;

export class UploadRow {
  /** Made of a `file` to send, of a finished `upload`, or of a `previous` that was cut off. */
  constructor(uploader, { file, name, handle, upload, previous }) {
    const known = upload ?? previous?.upload;
    Object.assign(this, { uploader, file, handle, previous, speed: new Speed(), drawnAt: 0 });
    this.words = uploader.words;
    this.id = known?.id ?? "";
    this.fileId = known?.file ?? 0;
    this.url = previous?.uploadUrl ?? "";
    this.name = name ?? previous?.metadata.filename ?? known.name;
    this.size = file?.size ?? known.length;
    this.offset = known?.offset ?? 0;
    this.element = draw(uploader.template("row"), { name: this.name });
    this.element.addEventListener("click", ({ target }) => this.clicked(target));
    if (file) showPicture(this.element.querySelector(".file__icon"), file);
    this.become(file ? "waiting" : (previous?.state ?? "ready"));
  }

  get isUnderway() {
    return this.state === "sending" || this.state === "checking";
  }

  send() {
    this.become("sending");
    this.heardAt = Date.now();
    this.sending ??= new Sending(this);
    this.sending.start();
  }

  progress(sent) {
    this.offset = sent;
    this.heardAt = Date.now();
    this.speed.add(sent);
    if (sent < this.size && this.heardAt - this.drawnAt < REDRAW) return;
    this.drawnAt = this.heardAt;
    this.become(sent === this.size ? "checking" : "sending");
  }

  /** All bytes are there: asks what the server makes of the file. */
  async arrived() {
    this.id = this.sending.url.split("/").pop();
    rememberFinished(this.uploader.element.dataset, this.id, this.sending.key);
    let upload;
    try {
      upload = await standing(this.sending.url);
    } catch {
      this.wait();
      return;
    }
    this.fileId = upload?.file ?? 0;
    this.sending.forget();
    if (!this.isUnderway) return;
    if (upload?.state === "ready") {
      const known = upload.same_as ? this.words.known.replace("{place}", () => upload.same_as) : "";
      this.become("ready", known);
      (this.message ?? this.uploader).finished(upload, this);
    } else {
      this.end("refused", upload?.reason || this.words.unsaid);
    }
    this.uploader.next();
  }

  /** Waits where waiting helps; otherwise says why, and leaves the next try to the person. */
  async failed(error) {
    const { status, message, isPassing, pause } = meaning(error);
    const hasChanged = status === 0 && !(await isReadable(this.file));
    if (!this.isUnderway) return;
    if (hasChanged) this.end("failed", this.words.changed);
    else if (isPassing) this.wait(status === 0 ? "" : message, pause);
    else this.end("failed", message || this.words.unsaid);
    this.uploader.next();
  }

  /** The line has been silent for too long: the same bytes go over a new one. */
  hushed() {
    this.sending.stop();
    this.wait();
  }

  wait(message = "", pause = 0) {
    if (!this.isUnderway) return;
    this.become("away", message);
    this.uploader.wait(pause, message);
  }

  /** Comes to an end that is no good one: "failed" can be tried again, "refused" cannot. */
  end(state, message) {
    this.become(state, message);
    this.uploader.summary.say(`${this.name}: ${message}`);
  }

  async clicked(target) {
    const action = target.closest("[data-action]")?.dataset.action;
    if (action === "pause") this.pause();
    if (action === "resume" || action === "retry") this.resume();
    if (action === "remove") await takeAway(this);
    if (action === "undo") await bringBack(this);
    if (action) this.uploader.next();
  }

  pause() {
    this.sending?.stop();
    this.become("paused");
  }

  resume() {
    if (this.state === "held") goOn(this);
    else if (this.state === "away") this.uploader.patience.hurry();
    else this.become("waiting");
  }

  /** The page goes: what is not sent yet may go on elsewhere. */
  letGo() {
    this.state = "left";
    this.sending?.letGo();
  }

  /** Leaves nothing of an unfinished file in this browser. */
  forget() {
    this.sending?.forget();
    if (this.previous) forgetInterrupted(this.previous.mark);
  }

  leave() {
    takeOut(this.element, this.uploader.input);
    this.uploader.gone(this);
  }

  become(state, message = "") {
    if (state !== this.state) this.speed.rest();
    this.state = state;
    fill(this.element, described(this, message));
    showButtons(this.element, ({ dataset }) => mayBe(state, dataset.action));
    this.uploader.summary.soon();
  }
}
