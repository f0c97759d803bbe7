// The operators' feed: new orders appear by themselves and ring until somebody has them, but nothing
// moves under a pointer, away from the focus, or while somebody reads further down.
import { startBell } from "./bell.js";
import { mergeParts, newRows, updateRows } from "./rows.js";
import { startSenders } from "./senders.js";

const FRESH = 5000;
const MINUTE = 60_000;
const GRACE = 1200; // the way from a row to a button is no leave-taking
const HEAD = 80; // pixels of the sticky masthead

/** Follows a branch's orders; missed events are replayed from the page's position. */
export function start(element, { listen, refetcher }) {
  const { url, channel, epoch, offset } = element.dataset;
  const bell = startBell(element.querySelector("[data-sound]"));
  const more = element.querySelector("[data-more]");
  const takers = new Map();
  let known = waiting(element);
  let held = null;
  let leaving = 0;

  const settle = () => {
    if (!held) return;
    for (const row of mergeParts(element, held)) highlight(row);
    held = null;
    more.hidden = true;
    bell.ring(waiting(element).size > 0);
  };
  const put = (_, html) => {
    held = new DOMParser().parseFromString(html, "text/html");
    const now = waiting(held);
    if ([...now].some((id) => !known.has(id))) announce(element);
    known = now;
    bell.ring(now.size > 0);
    if (!isInUse(element)) return settle();
    updateRows(element, held, (row) => goneWords(element, takers.get(row.dataset.order)));
    const news = newRows(element, held).length;
    more.hidden = news === 0;
    more.querySelector("[data-count]").textContent = (
      news === 1 ? more.dataset.one : more.dataset.many
    ).replace("{num}", news);
  };
  const { soon, stop } = refetcher(element, url, () => {}, put);
  const heard = ({ type, data, actor }) => {
    if (type === "order.claimed") takers.set(String(data.id), actor?.name);
    soon();
  };
  const release = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => isInUse(element) || settle(), GRACE);
  };
  const showNews = () => {
    settle();
    scrollTo({ top: 0 });
    element.querySelector("[data-row] a")?.focus();
  };
  const clock = setInterval(soon, MINUTE); // the waiting times grow
  more.addEventListener("click", showNews);
  element.addEventListener("pointerout", release);
  element.addEventListener("focusout", release);
  document.addEventListener("scroll", release, { passive: true });
  const stops = [
    stop,
    listen(channel, { epoch, offset }, { event: heard, reset: soon }),
    startSenders(element, listen),
    bell.stop,
    () => clearInterval(clock),
    () => clearTimeout(leaving),
    () => document.removeEventListener("scroll", release),
  ];
  bell.ring(known.size > 0);
  return () => {
    for (const end of stops) end();
  };
}

function waiting(root) {
  const rows = root.querySelectorAll('[data-refresh="waiting"] [data-order]');
  return new Set([...rows].map((row) => row.dataset.order));
}

function isInUse(element) {
  const list = element.querySelector("[data-row]")?.parentElement;
  const isScrolled = list && scrollY > 0 && list.getBoundingClientRect().top < HEAD;
  const held = ":is([data-row], [data-more]):is(:hover, :focus-within)";
  return isScrolled || element.querySelector(held) !== null;
}

function goneWords(element, name) {
  return name ? element.dataset.taken.replace("{name}", name) : element.dataset.gone;
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
