// Keeps the number of unread rooms right in every open tab of a person, and says who calls them.
import { listen } from "./live.js";
import { freshPage } from "./live_refresh.js";
import { toast } from "./toasts.js";
import { Turbo } from "./turbo.js";
import { setUnread } from "./unread.js";

let calledIn = 0;

/** Starts on the navigation's counter: hears the person's own channel, and staff the inbox. */
export function start(element) {
  const { viewer } = document.body.dataset;
  const channels = [`user:${viewer}`];
  if (document.body.classList.contains("page--staff")) channels.push("inbox");
  const changed = ({ type, data }) => {
    if (type === "note.mentioned") call(element, data);
    if (type !== "room.touched" && type !== "room.read") return;
    const count = data.unread ?? data.waiting;
    if (count !== undefined) setUnread(count);
  };
  const stops = channels.map((name) => listen(name, {}, { event: changed, reset: recount }));
  return () => {
    for (const stop of stops) stop();
  };
}

async function recount() {
  const page = await freshPage();
  setUnread(Number(page.querySelector("[data-unread-rooms]")?.dataset.unreadRooms ?? 0));
}

// The page has a counter for wide and one for narrow screens: each note is said once.
function call(element, { note, url, by, excerpt }) {
  if (note <= calledIn) return;
  calledIn = note;
  const words = { by, excerpt };
  const text = element.dataset.mentioned.replace(/\{(by|excerpt)\}/g, (_, name) => words[name]);
  toast(text, "info", { text: element.dataset.open, run: () => Turbo.visit(url) });
}
