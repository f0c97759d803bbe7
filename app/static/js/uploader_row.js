// One file on its way: its row, its buttons, its pieces.
import { defaultOptions, Upload } from "tus-js-client";
import { draw, fill } from "./draw.js";
import { fingerprint, standing } from "./uploader_memory.js";
import { described, Speed } from "./uploader_speed.js";

const PIECE = 8 * 1024 * 1024;
const RETRIES = [0, 1000, 3000, 5000, 10000, 20000, 30000];
const SHOWN = {
  sending: ["pause", "remove"],
  paused: ["resume", "remove"],
  failed: ["retry", "remove"],
};

export class UploadRow {
  /** Made of a `file` to send, of a finished `upload`, or of a `previous` that was cut off. */
  constructor(uploader, { file, upload, previous }) {
    Object.assign(this, { uploader, file, previous, speed: new Speed() });
    this.words = uploader.words;
    this.id = upload?.id ?? previous?.upload.id ?? "";
    this.url = previous?.uploadUrl ?? "";
    this.name = file?.name ?? upload?.name ?? previous.upload.name;
    this.size = file?.size ?? upload?.length ?? previous.upload.length;
    this.offset = file ? 0 : (upload?.offset ?? previous.upload.offset);
    this.element = draw(uploader.template("row"), { name: this.name });
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.become(file ? "waiting" : upload ? "ready" : "interrupted");
  }

  /** Refuses at once what the server would refuse later. */
  check() {
    if (!this.file) return;
    const { max, endings } = this.uploader.element.dataset;
    const ending = `.${this.name.split(".").pop().toLowerCase()}`;
    const known = !this.name.includes(".") || endings.split(",").includes(ending);
    const wrong =
      this.size === 0 ? "empty" : this.size > Number(max) ? "too_large" : known ? "" : "unknown";
    if (wrong) this.become("refused", this.words[wrong]);
  }

  /** Tells whether this row waits for the very file that another one brings. */
  awaits(other) {
    return (
      this.state === "interrupted" &&
      other.file !== undefined &&
      this.previous.urlStorageKey.includes(fingerprint(this.uploader.element.dataset, other.file))
    );
  }

  async send() {
    this.become("sending");
    this.tus ??= this.prepare();
    const [previous] = await this.tus.findPreviousUploads();
    if (previous && !this.tus.url) this.tus.resumeFromPreviousUpload(previous);
    if (this.state === "sending") this.tus.start();
  }

  prepare() {
    const place = this.uploader.element.dataset;
    const { name: filename, type: filetype } = this.file;
    return new Upload(this.file, {
      endpoint: new URL(place.endpoint, location.href).href,
      chunkSize: PIECE,
      retryDelays: RETRIES,
      metadata: { filename, filetype, slot: place.slot, folder: place.folder },
      fingerprint: async (file) => fingerprint(place, file),
      removeFingerprintOnSuccess: true,
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        return status === 0 || [408, 409, 423, 429, 500, 502, 503, 504].includes(status);
      },
      onProgress: (sent) => this.progress(sent),
      onSuccess: () => this.arrived(),
      onError: (error) => this.failed(error),
    });
  }

  progress(sent) {
    this.offset = sent;
    this.speed.add(sent);
    this.become(sent === this.size ? "checking" : "sending");
  }

  async arrived() {
    const upload = await standing(this.tus.url).catch(() => null);
    this.id = upload?.id ?? "";
    if (upload?.state === "ready") {
      this.become("ready");
      this.uploader.finished(upload);
    } else {
      this.become("refused", upload?.reason || this.words.network);
    }
    this.uploader.next();
  }

  failed(error) {
    let message = "";
    try {
      message = JSON.parse(error.originalResponse.getBody()).error.message;
    } catch {
      // No answer, or none of ours: the connection was lost.
    }
    this.become("failed", message || this.words.network);
    this.uploader.next();
  }

  clicked(event) {
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (action === "pause") this.pause();
    else if (action === "resume" || action === "retry") this.become("waiting");
    else if (action === "remove") this.remove();
    if (action) this.uploader.next();
  }

  pause() {
    this.tus?.abort();
    this.become("paused");
  }

  /** Drops the file here and on the server; what a folder already holds stays there. */
  async remove() {
    await this.tus?.abort();
    const url = this.tus?.url ?? (this.id ? `/uploads/${this.id}` : this.url);
    const key = this.previous?.urlStorageKey ?? this.tus?._urlStorageKey;
    if (key) await defaultOptions.urlStorage.removeUpload(key);
    const isKept = this.state === "ready" && this.uploader.element.dataset.folder;
    if (url && !isKept) fetch(url, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } });
    this.leave();
  }

  leave() {
    this.element.remove();
    this.uploader.removed(this, this.id);
  }

  become(state, error = "") {
    this.state = state;
    fill(this.element, described(this, error));
    for (const button of this.element.querySelectorAll("[data-action]")) {
      button.hidden = !(SHOWN[state] ?? ["remove"]).includes(button.dataset.action);
    }
  }
}
