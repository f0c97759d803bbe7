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

function link(address) {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer nofollow";
  anchor.textContent = address;
  return anchor;
}
