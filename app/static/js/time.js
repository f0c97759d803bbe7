// Keeps <time> as people say it: the server wrote the words once, this renews them as days pass.
const ZONES = { "Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };

/** Writes the element's text from its datetime: data-format is "time", "date" or "datetime". */
export function start(element) {
  write(element);
  const timer = setInterval(() => write(element), 60_000);
  return () => clearInterval(timer);
}

/** Writes a moment in the page's language and the viewer's zone. */
export function say(moment, format = "datetime") {
  const { today, yesterday, zone = "Asia/Jakarta" } = document.body.dataset;
  const { lang } = document.documentElement;
  const day = (date) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(date);
  const clock = new Intl.DateTimeFormat(lang === "id" ? "id-ID" : "en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const time = `${clock.format(moment)} ${ZONES[zone] ?? ""}`.trim();
  if (format === "time") return time;
  const calendar = new Intl.DateTimeFormat(lang === "id" ? "id-ID" : "en-GB", {
    timeZone: zone,
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  if (format === "date") return calendar.format(moment);
  const now = new Date();
  if (today && day(moment) === day(now)) return `${today} ${time}`;
  if (yesterday && day(moment) === day(now - 86_400_000)) return `${yesterday} ${time}`;
  return `${calendar.format(moment)} ${time}`;
}

function write(element) {
  const moment = new Date(element.getAttribute("datetime") ?? "");
  if (Number.isNaN(moment.valueOf())) return;
  const text = say(moment, element.dataset.format);
  if (element.textContent !== text) element.textContent = text;
  element.title = moment.toLocaleString(document.documentElement.lang, {
    timeZone: document.body.dataset.zone,
    dateStyle: "full",
    timeStyle: "long",
  });
}
