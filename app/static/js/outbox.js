// What the viewer sent and the server has not acknowledged: kept over reloads, sent again with the
// same id until there is an answer, so that it arrives exactly once.
import { onState, rpc } from "./live.js";

// Codes below 100 mean that the answer is missing; these of the server ask to try later.
const LATER = new Set([100, 108, 111]);

export class Outbox {
  #items = new Map();
  #busy = false;

  constructor(room, viewer, { sent, refused, waiting }) {
    this.room = Number(room);
    this.key = `outbox:${viewer}:${room}`;
    this.tell = { sent, refused, waiting };
    for (const { waits, ...item } of read(this.key)) {
      // Its files came with a page that is gone: whoever wrote it says whether it goes without.
      this.#items.set(item.id, waits ? { ...item, failed: true } : item);
    }
    this.stop = onState((state) => state === "connected" && this.#flush());
  }

  /** What was still waiting when the page was left. */
  get items() {
    return [...this.#items.values()];
  }

  add(item) {
    this.#items.set(item.id, item);
    this.#keep();
    this.#flush();
  }

  /** Keeps the files of a message that waits for them; false when nothing is left to send. */
  fill(id, files, isWhole) {
    const item = this.#items.get(id);
    if (!item) return false;
    Object.assign(item, { files, waits: !isWhole });
    if (isWhole && !item.body && files.length === 0) this.#items.delete(id);
    this.#keep();
    this.#flush();
    return this.#items.has(id);
  }

  retry(id) {
    const item = this.#items.get(id);
    if (!item) return;
    item.failed = false;
    this.tell.waiting(id);
    this.#flush();
  }

  remove(id) {
    if (this.#items.delete(id)) this.#keep();
  }

  async #flush() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      let item = this.#next();
      while (item && (await this.#send(item))) item = this.#next();
    } finally {
      this.#busy = false;
    }
  }

  // Items that come in while one is on its way are found here too, in their order.
  #next() {
    return this.items.find((item) => !item.failed && !item.waits);
  }

  async #send(item) {
    try {
      const { id, body, files = [], reply } = item;
      const facts = await rpc("chat.send", {
        room: this.room,
        id,
        body,
        files: files.map((f) => f.id),
        reply_to: reply?.id ?? null,
      });
      this.remove(item.id);
      this.tell.sent(facts);
      return true;
    } catch (problem) {
      if (problem.code < 100 || problem.temporary || LATER.has(problem.code)) {
        this.#again();
        return false;
      }
      item.failed = true;
      this.#keep();
      this.tell.refused(item.id, problem.message);
      return true;
    }
  }

  #again() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#flush(), 3000);
  }

  #keep() {
    try {
      if (this.#items.size) localStorage.setItem(this.key, JSON.stringify(this.items));
      else localStorage.removeItem(this.key);
    } catch {
      // A full or forbidden store: the message still waits in this page.
    }
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}
