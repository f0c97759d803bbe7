// Draws one line of a room's log from the page's own <template>.
import { draw } from "./draw.js";
import { fileSize } from "./file_size.js";
import { markNames, writeLinked } from "./links.js";
import { exact } from "./time.js";

const EXCERPT = 140;
const OWN = '[data-act="edit"], form:has([data-act="delete"])';

/** Returns a new line; kind is "message", "note" or "event", facts are those of the live event. */
export function drawLine(room, kind, facts) {
  const { viewer, locale } = room.dataset;
  const template = room.querySelector(`[data-template="${kind}"]`);
  const line = draw(template, { ...facts, ...addresses(room, facts.id) });
  const { author } = facts;
  line.dataset.client = facts.client_id;
  line.dataset.author = author.id;
  line.dataset.side = author.role === "customer" ? "customer" : "studio";
  line.dataset.mine = String(author.id) === viewer;
  const body = locale === "en" && facts.body_en ? facts.body_en : facts.body;
  const words = line.querySelector("[data-body]");
  writeLinked(words, body);
  markNames(words, facts.mentions ?? []);
  const time = line.querySelector("[data-at]");
  time.dateTime = facts.at;
  time.title = exact(new Date(facts.at));
  time.textContent = clock(new Date(facts.at), room.dataset);
  if (kind !== "event") introduce(room, line, author);
  if (kind === "message") settle(room, line, facts);
  const files = (facts.files ?? []).map((file) => drawFile(room, file));
  line.querySelector("[data-files]")?.append(...files);
  return line;
}

/** Shows in a message the uploader's rows of files that are on their way, and each file as it comes. */
export function awaitFiles(room, line, rows) {
  const files = line.querySelector("[data-files]");
  files.append(...rows.map(({ element }) => element));
  files.addEventListener("room:arrived", ({ target, detail }) =>
    target.before(drawFile(room, detail)),
  );
}

function drawFile(room, file) {
  const url = ["expired", "removed"].includes(file.state) ? null : file.url;
  const facts = { ...file, url, slot_url: `${room.dataset.subject}/files/${file.id}/slot` };
  const row = draw(room.querySelector('[data-template="file"]'), facts);
  row.querySelector("[data-size]").textContent = fileSize(file.size, room.dataset.locale);
  showPicture(row, url && file.preview);
  return row;
}

/** Shows a file's small picture in the row of a message, once there is one. */
export function showPicture(row, preview) {
  const picture = row.querySelector("img");
  if (!preview) return;
  picture.src = preview;
  picture.hidden = false;
}

/** Writes what an answer quotes; none, or one that has left the room, is not shown. */
export function writeQuote(room, element, quoted) {
  element.hidden = !quoted;
  if (!quoted) return;
  element.dataset.quote = quoted.id;
  element.href = `/rooms/${room.dataset.room}?around=${quoted.id}#message-${quoted.id}`;
  element.toggleAttribute("data-deleted", Boolean(quoted.deleted || quoted.deleted_at));
  element.querySelector("[data-quote-author]").textContent = quoted.author.name;
  const body = room.dataset.locale === "en" && quoted.body_en ? quoted.body_en : quoted.body;
  const count = quoted.files?.length ?? quoted.files ?? 0;
  const words = body.split(/\s+/).join(" ").slice(0, EXCERPT);
  element.querySelector("[data-quote-body]").textContent =
    words ||
    (count === 1 ? room.dataset.fileOne : count ? room.dataset.fileMany.replace("2", count) : "");
}

function addresses(room, id) {
  const here = `/rooms/${room.dataset.room}`;
  return {
    reply_url: `${here}?reply=${id}#composer`,
    edit_url: `${here}?edit=${id}#composer`,
    delete_url: `/messages/${id}/deletion`,
    restore_url: `/messages/${id}/restoration`,
    move_url: `/messages/${id}/room`,
    order_url: `/orders/new?message=${id}`,
  };
}

// The template has every part that a message can have: what does not concern this one goes.
function settle(room, line, { edited_at, deleted_at, reply }) {
  line.toggleAttribute("data-edited", Boolean(edited_at));
  line.toggleAttribute("data-deleted", Boolean(deleted_at));
  const quote = line.querySelector("[data-quote]");
  if (reply) writeQuote(room, quote, reply);
  else quote.remove();
  const isMine = line.dataset.mine === "true";
  if (!edited_at) line.querySelector(".message__edited")?.remove();
  if (!deleted_at) line.querySelector(".message__gone")?.remove();
  else line.querySelector(".message__menu")?.remove();
  if (!deleted_at || !isMine) line.querySelector(".message__undo")?.remove();
  if (!isMine) for (const act of line.querySelectorAll(OWN)) act.remove();
}

function introduce(room, line, author) {
  const initial = line.querySelector("[data-initial]");
  initial.textContent = author.name.slice(0, 1).toUpperCase();
  initial.dataset.hue = [...author.name].length % 5;
  const words = room.querySelector('[data-template="roles"]').content;
  const role = words.querySelector(`[data-role="${CSS.escape(author.role)}"]`);
  line.querySelector("[data-role]").textContent = role?.textContent ?? "";
}

function clock(moment, { locale, zone }) {
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat(locale === "id" ? "id-ID" : "en-GB", shape).format(moment);
}
