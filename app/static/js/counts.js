// Keeps what waits for a person right in every open tab of theirs, and says who calls them.
import { listen } from "./live.js";
import { toast } from "./toasts.js";
import { Turbo } from "./turbo.js";
import { setTurns, setUnread } from "./unread.js";

const ROOMS = new Set(["room.touched", "room.read", "room.handled"]);
const WORK = /^(order|quote|job)\./;

/** Starts on <body>: data-counts names the channels that change this person's numbers. */
export function start(body) {
  let timer = 0;
  const recount = async () => {
    timer = 0;
    const answer = await fetch("/api/counts").catch(() => null);
    if (!answer?.ok) return;
    const { rooms, turns } = await answer.json();
    setUnread(rooms);
    setTurns(turns);
  };
  const soon = () => {
    timer ||= setTimeout(recount, 200 + Math.random() * 600); // not all pages at the same moment
  };
  const changed = ({ type, data }) => {
    if (type === "note.mentioned") call(body, data);
    if (WORK.test(type)) soon();
    if (!ROOMS.has(type)) return;
    const count = data.unread ?? data.waiting;
    if (count !== undefined) setUnread(count);
  };
  const stops = (body.dataset.counts?.split(" ") ?? []).map((name) =>
    listen(name, {}, { event: changed, reset: soon }),
  );
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

function call(body, { url, by, excerpt }) {
  const { mentioned, open } = body.querySelector("[data-mentioned]").dataset;
  const words = { by, excerpt };
  const text = mentioned.replace(/\{(by|excerpt)\}/g, (_, name) => words[name]);
  toast(text, "info", { text: open, run: () => Turbo.visit(url) });
}
