// The log of a room in the page: puts messages in their place, once each, and keeps their ticks.
import { draw } from "./draw.js";
import { awaitFiles, drawLine } from "./room_line.js";

const JOIN_WITHIN = 5 * 60_000;
const WAITING = '[data-state="pending"], [data-state="failed"]';

export class RoomLog {
  constructor(room) {
    this.room = room;
    this.lines = room.querySelector("[data-lines]");
    this.data = room.dataset;
  }

  /** Shows a message of the live channel; one that is already here is settled, not doubled. */
  place(facts) {
    if (this.lines.querySelector(`[data-message="${facts.id}"]`)) return false;
    if (String(facts.author.id) === this.data.viewer) this.pending(facts.client_id)?.remove();
    const kind = facts.author.role === "system" ? "event" : "message";
    const line = drawLine(this.room, kind, facts);
    line.id = `message-${facts.id}`;
    line.dataset.message = facts.id;
    this.#insert(line, facts.at);
    this.tick(line);
    return true;
  }

  /** Shows an internal note. */
  placeNote(facts) {
    if (this.lines.querySelector(`[data-note="${facts.id}"]`)) return false;
    const line = drawLine(this.room, "note", facts);
    line.id = `note-${facts.id}`;
    line.dataset.note = facts.id;
    this.#insert(line, facts.at);
    return true;
  }

  /** Shows what the viewer just sent, before the server has answered; `rows` are files that come. */
  placePending(item, rows = []) {
    const { viewer, viewerName, viewerRole } = this.data;
    const author = { id: Number(viewer), name: viewerName, role: viewerRole };
    const line = drawLine(this.room, "message", { ...item, author, client_id: item.id });
    awaitFiles(this.room, line, rows);
    line.dataset.state = "pending";
    this.#dayBefore(null, item.at);
    this.lines.append(line);
    this.#join(line);
    this.room.querySelector("[data-empty]").hidden = true;
  }

  /** Marks a waiting message as failed, with the server's reason, or as on its way again. */
  setState(id, state, reason = "") {
    const line = this.pending(id);
    if (!line) return;
    line.dataset.state = state;
    line.querySelector("[data-failed]").hidden = state !== "failed";
    if (reason) line.querySelector("[data-reason]").textContent = reason;
  }

  /** Tells whether a message with this client-made id is known to the server already. */
  has(id) {
    return Boolean(
      this.room.querySelector(
        `[data-client="${CSS.escape(id)}"][data-message]:not([data-message=""])`,
      ),
    );
  }

  /** Finds the viewer's own message that still waits. */
  pending(id) {
    return this.lines.querySelector(`[data-client="${CSS.escape(id)}"]:is(${WAITING})`);
  }

  /** Colours the ticks up to the message that a side has read. */
  markRead(side, message) {
    this.#mark(side === "customer" ? "readCustomer" : "readStudio", message);
  }

  /** Turns one tick into two up to the message that a device of a side has got. */
  markGot(side, message) {
    this.#mark(side === "customer" ? "gotCustomer" : "gotStudio", message);
  }

  #mark(key, message) {
    this.data[key] = Math.max(Number(this.data[key]), message);
    for (const line of this.room.querySelectorAll('.message[data-mine="true"]')) {
      this.tick(line);
    }
  }

  /** The id of the newest message shown, or 0. */
  get newest() {
    const shown = [...this.room.querySelectorAll(".room__list [data-message]")];
    return Math.max(0, ...shown.map((line) => Number(line.dataset.message)));
  }

  #insert(line, at) {
    const waiting = this.lines.querySelector(`:scope > :is(${WAITING})`);
    this.#dayBefore(waiting, at);
    this.lines.insertBefore(line, waiting);
    this.#join(line);
    this.room.querySelector("[data-empty]").hidden = true;
  }

  #dayBefore(next, at) {
    const day = this.dayOf(at);
    const drawn = [...this.room.querySelectorAll("[data-day]")].at(-1);
    if (drawn?.dataset.day >= day) return;
    this.lines.insertBefore(this.separator(day), next);
  }

  #join(line) {
    const above = line.previousElementSibling;
    const same = above?.dataset.author === line.dataset.author && line.dataset.author !== "0";
    const kind = "note" in line.dataset === "note" in (above?.dataset ?? {});
    const near = momentOf(line) - momentOf(above) <= JOIN_WITHIN;
    line.dataset.joins = Boolean(same && kind && near);
  }

  /** Shows how far one of the viewer's own messages has come. */
  tick(line) {
    if (line.dataset.mine !== "true" || !line.dataset.message) return;
    const { readStudio, readCustomer, gotStudio, gotCustomer } = this.data;
    const isCustomer = line.dataset.side === "customer";
    const reaches = (until) => Number(line.dataset.message) <= Number(until);
    if (reaches(isCustomer ? readStudio : readCustomer)) line.dataset.state = "read";
    else if (reaches(isCustomer ? gotStudio : gotCustomer)) line.dataset.state = "delivered";
    else line.dataset.state = "sent";
  }

  /** The calendar day of a moment where the viewer is, as 2026-11-22. */
  dayOf(at) {
    return new Intl.DateTimeFormat("en-CA", { timeZone: this.data.zone }).format(new Date(at));
  }

  /** Draws the line above the first message of a day. */
  separator(day) {
    const line = draw(this.room.querySelector('[data-template="day"]'), {});
    line.dataset.day = day;
    line.querySelector("time").dateTime = day;
    return line;
  }
}

function momentOf(line) {
  return new Date(line?.querySelector("time")?.dateTime ?? 0).valueOf();
}
