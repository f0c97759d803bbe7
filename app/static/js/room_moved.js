// A message that staff moved between rooms: it leaves one log and takes its place in the other.
import { requote } from "./room_changes.js";
import { drawLine } from "./room_line.js";

/** Follows the event "message.moved" in the room's <section>. */
export function follow(room, log, { id, to, message }) {
  const here = room.querySelector(`.room__list [data-message="${id}"]`);
  if (String(to) !== room.dataset.room) {
    here?.remove();
    requote(room, id, null);
    return;
  }
  if (!here && message) insert(room, log, message);
  requote(room, id, message);
}

function insert(room, log, facts) {
  const shown = [...room.querySelectorAll(".room__list [data-message]")];
  const later = shown.find(({ dataset }) => Number(dataset.message) > facts.id);
  if (!later) {
    log.place(facts);
    return;
  }
  const isAbove = later === shown[0] && !room.querySelector("[data-older]").hidden;
  if (isAbove) return; // it comes with the older messages
  const line = drawLine(room, "message", facts);
  line.id = `message-${facts.id}`;
  line.dataset.message = facts.id;
  const day = log.dayOf(facts.at);
  const above = later.previousElementSibling;
  const next = above?.dataset.day > day ? above : later;
  if (!room.querySelector(`[data-day="${day}"]`)) next.before(log.separator(day));
  next.before(line);
  later.dataset.joins = "false";
  log.markRead("customer", 0); // nothing new is read; the ticks are drawn again
}
