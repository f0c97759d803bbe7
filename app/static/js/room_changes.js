// Messages whose words were changed, deleted or brought back: drawn anew, and in what answers them.
import { drawLine, showPicture, writeQuote } from "./room_line.js";

/** Follows "message.edited", "message.deleted" and "message.restored" in the room's <section>. */
export function change(room, log, facts) {
  const old = room.querySelector(`.room__list [data-message="${facts.id}"]`);
  if (old) {
    const line = drawLine(room, "message", facts);
    line.id = old.id;
    Object.assign(line.dataset, { message: facts.id, joins: old.dataset.joins });
    log.tick(line);
    old.replaceWith(line);
  }
  requote(room, facts.id, facts);
}

/** Shows the small picture of a file, which comes a little after the file. */
export function picture(room, { id, preview }) {
  for (const row of room.querySelectorAll(`.attachment[data-file="${id}"]`)) {
    showPicture(row, preview);
  }
}

/** Lets the answers to a message show it as it is now; null: it stands in another room. */
export function requote(room, id, facts) {
  for (const quote of room.querySelectorAll(`.room__list [data-quote="${id}"]`)) {
    writeQuote(room, quote, facts);
  }
}
