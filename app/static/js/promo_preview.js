// Shows a promo as people will see it while it is written, in both languages.

/** Starts on the form: [data-preview="name"] follows the field `name`. */
export function start(form) {
  const value = (name) => form.elements[name].value.trim();
  const terms = form.querySelector("[data-preview-terms]");
  const say = (word, name) => {
    const amount = value(name).replace(/\D/g, "");
    return Number(amount) && terms.dataset[word].replace("{value}", grouped(amount));
  };
  const show = () => {
    for (const place of form.querySelectorAll("[data-preview]")) {
      const name = place.dataset.preview;
      const other = name.replace(/_(id|en)$/, (_, here) => (here === "id" ? "_en" : "_id"));
      const words = value(name) || value(other);
      place.textContent = "room" in place.dataset ? fitting(words, place.dataset.room) : words;
    }
    for (const place of form.querySelectorAll("[data-count-of]")) {
      const { room } = place.previousElementSibling.dataset;
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
    const parts =
      kind === "announcement"
        ? [terms.dataset.announcement]
        : [say(kind, "value"), kind === "percent" && say("cap", "cap"), say("min", "min_spend")];
    terms.textContent = parts.filter(Boolean).join(" · ");
  };
  form.addEventListener("input", show);
  show();
}

// What a lock screen has room for, as the server shortens it.
function fitting(words, room) {
  const letters = [...words];
  if (letters.length <= room) return words;
  letters.length = room - 1;
  return `${letters.join("").trimEnd()}…`;
}

function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

// The field holds a time in the editor's own zone: it is written as the strip writes it.
function moment(text, lang, { today, near, zone }) {
  const [date, time] = text.split("T");
  const shape = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  const isHere = lang === "id";
  const day =
    date === today ? near : new Date(date).toLocaleDateString(isHere ? lang : "en-GB", shape);
  return `${day} ${isHere ? time.replace(":", ".") : time} ${zone}`;
}
