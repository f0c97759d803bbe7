// A number of bytes as people read it, in the page's language.
const UNITS = ["B", "KB", "MB", "GB"];

/** Writes 1,5 MB (id) or 1.5 MB (en), as `format_size` in app/i18n.py does. */
export function fileSize(bytes, locale) {
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const tenths = Math.round(value * 10) / 10;
  const shown = String(tenths < 100 ? tenths : Math.round(value));
  return `${locale === "id" ? shown.replace(".", ",") : shown}\u00a0${UNITS[unit]}`;
}
