// Draws one line of a room's log from the page's own <template>.
import { draw } from "./draw.js";
import { fileSize } from "./file_size.js";
import { markNames, writeLinked } from "./links.js";
import { exact } from "./time.js";

/** Returns a new line; kind is "message", "note" or "event", facts are those of the live event. */
export function drawLine(room, kind, facts) {
  const { viewer, locale } = room.dataset;
  const template = room.querySelector(`[data-template="${kind}"]`);
  const line = draw(template, { ...facts, move_url: `/messages/${facts.id}/room` });
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
  for (const file of facts.files ?? []) attach(room, line, file);
  return line;
}

function introduce(room, line, author) {
  const initial = line.querySelector("[data-initial]");
  initial.textContent = author.name.slice(0, 1).toUpperCase();
  initial.dataset.hue = [...author.name].length % 5;
  const words = room.querySelector('[data-template="roles"]').content;
  const role = words.querySelector(`[data-role="${CSS.escape(author.role)}"]`);
  line.querySelector("[data-role]").textContent = role?.textContent ?? "";
}

function attach(room, line, file) {
  const url = ["expired", "removed"].includes(file.state) ? null : file.url;
  const facts = { ...file, url, slot_url: `${room.dataset.subject}/files/${file.id}/slot` };
  const row = draw(room.querySelector('[data-template="file"]'), facts);
  row.querySelector("[data-size]").textContent = fileSize(file.size, room.dataset.locale);
  line.querySelector("[data-files]")?.append(row);
}

function clock(moment, { locale, zone }) {
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat(locale === "id" ? "id-ID" : "en-GB", shape).format(moment);
}
