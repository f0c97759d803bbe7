// A number of bytes as people read it, in the page's language.

/** Writes 1,5 MB (id) or 1.5 MB (en). */
export function fileSize(bytes, locale) {
  const units = ["B", "KB", "MB", "GB"];
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1);
  return `${locale === "id" ? digits.replace(".", ",") : digits} ${units[unit]}`;
}
