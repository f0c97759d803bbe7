// The page without a connection: lists what was kept for this person, and goes on when it can.
const PREFIX = "pages-";
const FIRST = 1_000;
const LONGEST = 30_000;

const theme = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
if (theme) document.documentElement.dataset.theme = theme;

const root = document.querySelector("[data-offline]");
const { lang } = document.documentElement;

let pause = FIRST;
let timer = 0;
let isLooking = false;

list();
// At its own address it stands in for no page that could come.
if (!location.pathname.startsWith("/offline/")) {
  wait();
  for (const name of ["online", "focus"]) addEventListener(name, look);
}
root.querySelector("[data-again]").addEventListener("click", () => location.reload());

// A device says that it is online before anything can be reached, and nothing when the studio was
// away: only an answer of the studio tells.
async function look() {
  if (isLooking) return;
  isLooking = true;
  clearTimeout(timer);
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  isLooking = false;
  if (answer?.ok) location.reload();
  else wait();
}

function wait() {
  timer = setTimeout(look, pause * (0.75 + Math.random() / 2));
  pause = Math.min(pause * 2, LONGEST);
}

async function list() {
  const name = (await caches.keys()).find((each) => each.startsWith(PREFIX));
  if (!name) return;
  const cache = await caches.open(name);
  const items = [];
  for (const request of (await cache.keys()).reverse()) {
    const { headers } = await cache.match(request);
    items.push(line(new URL(request.url).pathname, headers));
  }
  if (!items.length) return;
  root.querySelector("[data-kept]").hidden = false;
  root.querySelector("[data-pages]").replaceChildren(...items);
}

function line(path, headers) {
  const item = root.querySelector("template").content.firstElementChild.cloneNode(true);
  const link = item.querySelector("a");
  link.href = path;
  link.textContent = plain(headers.get("X-Title")) || path;
  const moment = new Date(headers.get("X-Seen"));
  const time = item.querySelector("time");
  time.dateTime = moment.toISOString();
  time.textContent = moment.toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
  return item;
}

// As the page's title says it: entities are read, the studio's name is left out.
function plain(title) {
  const page = new DOMParser().parseFromString(decodeURIComponent(title ?? ""), "text/html");
  return page.body.textContent.replace(/ · [^·]*$/, "");
}
