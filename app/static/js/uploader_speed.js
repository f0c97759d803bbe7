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

  /** Forgets what it knew: a pause is no slow line. */
  rest() {
    this.rate = 0;
    this.last = null;
  }
}

/** Returns what a row shows in its present state, in the page's language. */
export function described(row, message) {
  const { state, words, speed } = row;
  const locale = document.documentElement.lang;
  const percent = row.size ? Math.floor((100 * row.offset) / row.size) : 0;
  const moving = state === "sending" && speed.known;
  const isWrong = ["failed", "refused"].includes(state);
  return {
    state,
    error: isWrong ? message : "",
    name: row.name,
    size: fileSize(row.size, locale),
    value: percent,
    percent: ["ready", "refused", "removed"].includes(state) ? "" : `${percent}%`,
    speed: moving ? `${fileSize(speed.rate, locale)}/s` : "",
    left: moving ? timeLeft((row.size - row.offset) / speed.rate, words) : "",
    note: isWrong ? "" : message || words[state] || "",
    bar: state === "ready" ? "done" : isWrong ? "failed" : null,
    label: labels(words, row.name),
  };
}

/** Says how long the rest takes; nothing when nobody knows. */
export function timeLeft(seconds, words) {
  if (!Number.isFinite(seconds)) return "";
  const minutes = seconds / 60;
  const [value, unit] =
    seconds < 60
      ? [seconds, "second"]
      : minutes < 60
        ? [minutes, "minute"]
        : [minutes / 60, "hour"];
  const { lang } = document.documentElement;
  const format = new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" });
  return words.left.replace("{time}", format.format(Math.max(1, Math.round(value))));
}

// Each button says to a screen reader which file it is for.
function labels(words, name) {
  const actions = ["pause", "resume", "retry", "choose", "undo", "remove"];
  return Object.fromEntries(
    actions.map((action) => [action, words[`do-${action}`].replace("{name}", () => name)]),
  );
}
