// What a row says: how far it is, how fast bytes move, and how long the rest takes.
import { fileSize } from "./file_size.js";

export class Speed {
  constructor() {
    this.rate = 0;
    this.last = null;
  }

  get known() {
    return this.rate > 0;
  }

  /** Notes how many bytes have gone out by now. */
  add(offset) {
    const now = performance.now();
    if (this.last && offset >= this.last.offset) {
      const seconds = (now - this.last.at) / 1000;
      if (seconds < 0.25) return;
      const rate = (offset - this.last.offset) / seconds;
      this.rate = this.rate ? 0.7 * this.rate + 0.3 * rate : rate;
    }
    this.last = { at: now, offset };
  }
}

/** Returns what a row shows in its present state, in the page's language. */
export function described(row, error) {
  const { state, words, speed } = row;
  const locale = document.documentElement.lang;
  const percent = row.size ? Math.floor((100 * row.offset) / row.size) : 0;
  const moving = state === "sending" && speed.known;
  const left = moving ? duration((row.size - row.offset) / speed.rate, locale) : "";
  const notes = { ...words, interrupted: words.choose, sending: "", failed: "", refused: "" };
  return {
    state,
    error,
    name: row.name,
    size: fileSize(row.size, locale),
    value: percent,
    percent: state === "ready" || state === "refused" ? "" : `${percent} %`,
    speed: moving ? `${fileSize(speed.rate, locale)}/s` : "",
    left: left ? words.left.replace("{time}", left) : "",
    note: notes[state] ?? "",
    bar: state === "ready" ? "done" : error ? "failed" : null,
  };
}

function duration(seconds, locale) {
  const minutes = seconds / 60;
  const [value, unit] =
    seconds < 60
      ? [seconds, "second"]
      : minutes < 60
        ? [minutes, "minute"]
        : [minutes / 60, "hour"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.max(1, Math.round(value)),
  );
}
