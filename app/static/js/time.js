// Keeps <time> as people say it: the server wrote the words once, this renews them as days pass.
const ZONES = { "Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };

/** Writes the element's text from its datetime: data-format is "time", "date", "datetime" or "within" (a sentence). */
export function start(element) {
  write(element);
  const timer = setInterval(() => write(element), 60_000);
  return () => clearInterval(timer);
}

/** Writes a moment in the page's language and the viewer's zone. */
export function say(moment, format = "datetime") {
  const { today, yesterday } = document.body.dataset;
  if (format === "time") return clock(moment);
  const date = written(moment, { day: "numeric", month: "short", year: "numeric" });
  if (format === "date") return date;
  const now = new Date();
  const isOn = (other) => day(moment) === day(other);
  const near = isOn(now) ? today : isOn(now - 86_400_000) ? yesterday : "";
  return `${(format === "within" ? near.toLowerCase() : near) || date} ${clock(moment)}`;
}

function write(element) {
  const moment = new Date(element.getAttribute("datetime") ?? "");
  if (Number.isNaN(moment.valueOf())) return;
  const text = say(moment, element.dataset.format);
  if (element.textContent !== text) element.textContent = text;
  element.title = exact(moment);
}

/** Writes what the shorter forms leave out. */
export function exact(moment) {
  return `${written(moment, { dateStyle: "full" })}, ${clock(moment)}`;
}

function clock(moment) {
  const time = written(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${time} ${ZONES[zone()] ?? ""}`.trim();
}

function written(moment, parts) {
  const region = document.documentElement.lang === "id" ? "id-ID" : "en-GB";
  return new Intl.DateTimeFormat(region, { timeZone: zone(), ...parts }).format(moment);
}

function day(moment) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone() }).format(moment);
}

function zone() {
  return document.body.dataset.zone ?? "Asia/Jakarta";
}
