// Files that wait for the server or the line: when they try again, and how a silent line is noticed.
import { onState } from "./live.js";

const PAUSES = [1, 2, 4, 8, 15, 30];
const LOOK = 5_000;
const SILENCE = { sending: 60_000, checking: 300_000 };

export class Patience {
  /** Calls `again` after longer and longer pauses, and as soon as the line seems to be back. */
  constructor(again) {
    this.again = again;
    this.tries = 0;
    this.timer = 0;
  }

  /** Waits for the next try, `least` seconds or more. */
  wait(least = 0) {
    if (this.timer) return;
    const usual = PAUSES[Math.min(this.tries, PAUSES.length - 1)] * (0.75 + Math.random() / 2);
    this.tries += 1;
    this.timer = setTimeout(() => this.hurry(), 1000 * Math.max(least, usual));
  }

  hurry() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.again();
  }

  /** Bytes move: the next trouble starts with short pauses. */
  reset() {
    this.tries = 0;
  }

  stop() {
    clearTimeout(this.timer);
  }
}

/** Tries again when the machine wakes, the tab is looked at or the network is back. */
export function watchLine(uploader, signal) {
  const hurry = () => {
    lookForSilence(uploader);
    if (document.visibilityState === "visible") uploader.patience.hurry();
  };
  addEventListener("online", hurry, { signal });
  addEventListener("pageshow", hurry, { signal });
  document.addEventListener("visibilitychange", hurry, { signal });
  const timer = setInterval(() => lookForSilence(uploader), LOOK);
  const leave = onState((state) => state === "connected" && uploader.patience.hurry());
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    leave();
    uploader.patience.stop();
  });
}

// After sleep or a change of network a request may hang for minutes without an error.
function lookForSilence(uploader) {
  for (const row of uploader.rows) {
    if (Date.now() - row.heardAt > SILENCE[row.state]) row.hushed();
  }
}
