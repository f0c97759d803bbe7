// Writes a text with its web addresses as links, node by node: never as HTML.
const LINK = /https?:\/\/[^\s<>"']+/gi;
const TRAILING = /[.,;:!?)\]}…]+$/;

/** Fills `element` with `text`; what looks like a web address becomes a link. */
export function writeLinked(element, text) {
  element.replaceChildren();
  let at = 0;
  for (const found of text.matchAll(LINK)) {
    const address = found[0].replace(TRAILING, "");
    if (address.length <= "https://".length) continue;
    element.append(text.slice(at, found.index), link(address));
    at = found.index + address.length;
  }
  element.append(text.slice(at));
}

/** Marks `@Name` and `@Firstname` of these people in the text that stands directly in `element`. */
export function markNames(element, people) {
  const names = people.flatMap(({ name }) => [name, name.split(" ")[0]]);
  if (names.length === 0) return;
  const wanted = names
    .sort((one, other) => other.length - one.length)
    .map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join("|");
  const calls = new RegExp(`(?<![\\p{L}\\p{N}_@])(@(?:${wanted}))(?![\\p{L}\\p{N}_])`, "giu");
  for (const node of [...element.childNodes]) {
    if (node.nodeType !== Node.TEXT_NODE) continue;
    const parts = node.data.split(calls);
    node.replaceWith(...parts.map((part, place) => (place % 2 ? mark(part) : part)));
  }
}

function mark(words) {
  const element = document.createElement("mark");
  element.className = "mention";
  element.textContent = words;
  return element;
}

function link(address) {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer nofollow";
  anchor.textContent = address;
  return anchor;
}
