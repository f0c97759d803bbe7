// The bytes of one file on their way: tus, and what a refusal of the server means.
import { library } from "./lazy.js";
import { newId } from "./new_id.js";
import { keepHandle } from "./uploader_handles.js";
import { fingerprint, forgetInterrupted, hold, rememberFinished } from "./uploader_memory.js";

const PIECE = 8 * 1024 * 1024;
const AT_ONCE = 1024 * 1024; // what is not larger is declared and sent in one request
const PASSING = [0, 408, 423, 429, 500, 502, 503, 504];
const PASSING_CODES = ["offset", "handed_over", "disk_full"];

export class Sending {
  /** Sends the file of a row; what happens is told to the row, which decides what comes next. */
  constructor(row) {
    const place = row.uploader.element.dataset;
    this.row = row;
    this.key = newId();
    this.mark = fingerprint(place, row.name, row.file);
    if (row.handle && row.size > AT_ONCE) keepHandle(this.mark, row.handle);
    this.tries = 0;
  }

  get url() {
    return this.tus?.url ?? "";
  }

  /** Begins, or goes on where the server stands. */
  async start() {
    this.tries += 1;
    const thisTry = this.tries;
    try {
      const { Upload } = await library("tus");
      this.tus ??= new Upload(this.row.file, this.#options());
      const [previous] = this.url ? [] : await this.tus.findPreviousUploads();
      if (thisTry !== this.tries || !this.row.isUnderway) return;
      if (previous) this.tus.resumeFromPreviousUpload(previous);
      this.tus.start();
    } catch (error) {
      this.row.failed(error); // without a network the library does not come either
    }
  }

  stop() {
    this.tus?.abort();
  }

  /** Lets another tab go on with it. */
  letGo() {
    this.stop();
    this.release?.();
  }

  /** Leaves nothing behind in this browser. */
  async forget() {
    this.release?.();
    await forgetInterrupted(this.mark);
  }

  #options() {
    const { row } = this;
    const place = row.uploader.element.dataset;
    const { type: filetype } = row.file;
    return {
      endpoint: new URL(place.endpoint, location.href).href,
      chunkSize: PIECE,
      uploadDataDuringCreation: row.size <= AT_ONCE,
      retryDelays: null, // uploader_patience.js waits, for all files together
      metadata: { filename: row.name, filetype, slot: place.slot, folder: place.folder },
      fingerprint: async () => this.mark,
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => this.#label(request),
      onAfterResponse: (request, response) => this.#look(request, response),
      onUploadUrlAvailable: () => {
        this.release ??= hold(this.tus.url);
      },
      onProgress: (sent) => (row.isUnderway ? row.progress(sent) : this.tus.abort()),
      onChunkComplete: () => row.uploader.patience.reset(),
      onSuccess: () => row.arrived(),
      onError: (error) => row.failed(error),
    };
  }

  // A declaration whose answer was lost is not made twice; one with all bytes may be the end.
  #label(request) {
    if (request.getMethod() !== "POST") return;
    request.setHeader("Idempotency-Key", this.key);
    const { size, uploader } = this.row;
    if (size <= AT_ONCE) rememberFinished(uploader.element.dataset, this.key);
  }

  // tus would declare a file anew after any bad answer; only one that is gone needs that.
  #look(request, response) {
    if (request.getMethod() !== "HEAD" || response.getStatus() < 400) return;
    if (![404, 410].includes(response.getStatus())) {
      throw Object.assign(new Error("the server does not say how far it is"), { response });
    }
    this.key = newId();
  }
}

/**
 * Tells what stopped a file: `message` in the server's words ("" if it said none), whether it
 * passes by itself, and the least `pause` in seconds that the server asks for.
 */
export function meaning(error) {
  const response = error.causingError?.response ?? error.originalResponse;
  const status = response?.getStatus() ?? 0;
  const { code = "", message = "" } = said(response);
  return {
    status,
    message,
    isPassing: PASSING.includes(status) || PASSING_CODES.includes(code),
    pause: Number(response?.getHeader("Retry-After")) || 0,
  };
}

/** Tells whether a file can still be read: it may have been changed, moved or unplugged. */
export async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function said(response) {
  try {
    return JSON.parse(response.getBody()).error;
  } catch {
    return {}; // no answer, or none of ours
  }
}
