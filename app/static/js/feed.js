// The operators' feed: new orders appear by themselves and ring until somebody has them.
import { startBell } from "./bell.js";
import { listen } from "./live.js";
import { refetcher } from "./refetch.js";
import { startSenders } from "./senders.js";

const FRESH = 5000;
const MINUTE = 60_000;

/** Follows a branch's orders; missed events are replayed from the page's position. */
export function start(element) {
  const { url, channel, epoch, offset } = element.dataset;
  const title = document.title.replace(/^\(\d+\) /, ""); // unread.js adds the messages
  const bell = startBell(element.querySelector("[data-sound]"));
  let known = waiting(element);
  const show = () => {
    const now = waiting(element);
    for (const [id, row] of now) if (!known.has(id)) highlight(row);
    if ([...now.keys()].some((id) => !known.has(id))) announce(element);
    known = now;
    document.title = now.size ? `[${now.size}] ${title}` : title;
    bell.ring(now.size > 0);
  };
  const { soon, stop } = refetcher(element, url, show);
  const clock = setInterval(soon, MINUTE); // the waiting times grow
  const stops = [
    stop,
    listen(channel, { epoch, offset }, { event: soon, reset: soon }),
    startSenders(element),
    bell.stop,
    () => clearInterval(clock),
  ];
  show();
  return () => {
    for (const end of stops) end();
  };
}

function waiting(element) {
  const rows = element.querySelectorAll('[data-refresh="waiting"] [data-order]');
  return new Map([...rows].map((row) => [row.dataset.order, row]));
}

function highlight(row) {
  row.classList.add("feed__row--new");
  setTimeout(() => row.classList.remove("feed__row--new"), FRESH);
}

function announce(element) {
  const place = element.querySelector("[data-announce]");
  place.textContent = "";
  place.textContent = place.dataset.words;
}
