// Shows a promo as people will see it while it is written, in both languages.

/** Starts on the form: [data-preview="name"] follows the field `name`. */
export function start(form) {
  const value = (name) => form.elements[name]?.value.trim() ?? "";
  const terms = form.querySelector("[data-preview-terms]");
  const say = (word, name) =>
    /[1-9]/.test(value(name)) ? terms.dataset[word].replace("{value}", amount(value(name))) : "";
  const show = () => {
    for (const place of form.querySelectorAll("[data-preview]")) {
      const name = place.dataset.preview;
      const other = name.replace(/_(id|en)$/, (_, here) => (here === "id" ? "_en" : "_id"));
      const words = value(name) || value(other);
      place.textContent = "room" in place.dataset ? fitting(words, place.dataset.room) : words;
    }
    for (const place of form.querySelectorAll("[data-count-of]")) {
      const { room } = place.parentElement.querySelector("[data-room]").dataset;
      const { length } = [...value(place.dataset.countOf)];
      const words = length > room ? place.dataset.long : place.dataset.fits;
      place.textContent = words.replace("{num}", length).replace("{room}", room);
    }
    for (const place of form.querySelectorAll("[data-preview-until]")) {
      const { lang } = place.closest("[lang]");
      const end = value("ends_at") && moment(value("ends_at"), lang, place.dataset);
      place.textContent = end && place.dataset.word.replace("{moment}", end);
    }
    const kind = value("kind");
    const parts = [kind === "announcement" ? terms.dataset.announcement : say(kind, "value")];
    if (kind === "percent") parts.push(say("cap", "cap"));
    if (kind !== "announcement") parts.push(say("min", "min_spend"));
    terms.textContent = parts.filter(Boolean).join(" · ");
  };
  form.addEventListener("input", show);
  show();
  return () => form.removeEventListener("input", show);
}

// What a lock screen has room for, as the server shortens it.
function fitting(words, room) {
  const letters = [...words];
  if (letters.length <= room) return words;
  const shown = letters.slice(0, room - 1).join("");
  return `${shown.trimEnd()}…`;
}

function amount(text) {
  const digits = text.replace(/\D/g, "");
  return digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

// The field holds a time in the editor's own zone: it is written as the strip writes it.
function moment(text, lang, { today, near, zone }) {
  const [date, time] = text.split("T");
  const shape = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  const [locale, mark] = lang === "id" ? ["id-ID", "."] : ["en-GB", ":"];
  const day = date === today ? near : new Date(date).toLocaleDateString(locale, shape);
  return `${day} ${time.slice(0, 5).replace(":", mark)} ${zone}`;
}
