// All files together: how far they are, one pause for all, and what a screen reader hears of them.
import { showButtons } from "./uploader_buttons.js";
import { drawHalted } from "./uploader_halted.js";
import { timeLeft } from "./uploader_speed.js";
import { listed } from "./uploader_taken.js";

const REDRAW = 250;
const SAY_AFTER = 600;
const SPENT = ["refused", "failed", "removed"];
const LOST = ["refused", "failed"];
const STATES = { pause: ["sending", "waiting", "away"], resume: ["paused"] };

export class Summary {
  /** Stands above the rows of an uploader; of one file alone its own row says enough. */
  constructor(uploader) {
    this.uploader = uploader;
    this.timers = {};
    this.said = [];
    this.wasMoving = false;
    this.element = uploader.part("summary");
    this.element.addEventListener("click", ({ target }) => {
      const action = target.closest("[data-all]")?.dataset.all;
      if (action) this.all(action);
    });
  }

  /** Draws what is true now, a little later: many changes are one drawing. */
  soon() {
    this.timers.draw ??= setTimeout(() => {
      this.timers.draw = undefined;
      this.draw();
    }, REDRAW);
  }

  /** Has a screen reader say a sentence; what comes in a row is said in one go. */
  say(sentence) {
    if (!this.said.includes(sentence)) this.said.push(sentence);
    clearTimeout(this.timers.say);
    this.timers.say = setTimeout(() => {
      const { several } = this.uploader.words;
      const count = this.said.length;
      const heard = count > 3 ? [...this.said.slice(0, 2), several] : this.said;
      this.uploader.part("said").textContent = heard.join(" ").replace("{count}", count - 2);
      this.said = [];
    }, SAY_AFTER);
  }

  /** Pauses or continues every file that can be. */
  all(action) {
    for (const row of this.uploader.rows) if (STATES[action].includes(row.state)) row[action]();
    this.uploader.next();
  }

  stop() {
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
  }

  draw() {
    drawHalted(this.uploader);
    const { words } = this.uploader;
    const all = listed(this.uploader);
    const rows = all.filter(({ state }) => !SPENT.includes(state));
    const size = sum(rows, (row) => row.size);
    const sent = sum(rows, (row) => (row.state === "ready" ? row.size : row.offset));
    const ready = rows.filter(({ state }) => state === "ready").length;
    const percent = size ? Math.floor((100 * sent) / size) : 0;
    const rate = sum(rows, (row) => (row.state === "sending" ? row.speed.rate : 0));
    const parts = [words.count.replace("{ready}", ready).replace("{all}", rows.length)];
    if (ready < rows.length) parts.push(`${percent}%`, timeLeft((size - sent) / rate, words));
    const lost = all.filter(({ state }) => LOST.includes(state)).length;
    if (lost > 0) parts.push(words.lost.replace("{count}", lost));
    this.element.hidden = all.length < 2;
    this.part("total").textContent = parts.filter(Boolean).join(" · ");
    this.part("bar").value = percent;
    showButtons(this.element, ({ dataset }) =>
      rows.some(({ state }) => STATES[dataset.all].includes(state)),
    );
    this.tellTheEnd(ready);
  }

  tellTheEnd(ready) {
    const isMoving = this.uploader.isMoving();
    if (this.wasMoving && !isMoving && ready > 0) {
      this.say(this.uploader.words.done.replace("{count}", ready));
    }
    this.wasMoving = isMoving;
  }

  part(name) {
    return this.element.querySelector(`[data-part="${name}"]`);
  }
}

function sum(rows, of) {
  return rows.reduce((total, row) => total + of(row), 0);
}
