// Fills a server-made <template>: words stay the server's, values go in as text, never as HTML.

/**
 * Returns a new element from `template` with the values of `data`.
 * data-field="a.b" sets the text; data-field-href="a.url" sets that attribute
 * (null, undefined or false removes it, true sets it empty).
 */
export function draw(template, data) {
  const element = template.content.firstElementChild.cloneNode(true);
  fill(element, data);
  return element;
}

/** Fills an element that is already in the page in the same way. */
export function fill(root, data) {
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (name === "data-field") setText(element, at(data, value));
      else if (name.startsWith("data-field-"))
        setAttribute(element, name.slice(11), at(data, value));
    }
  }
}

function at(data, path) {
  return path.split(".").reduce((value, key) => value?.[key], data);
}

function setText(element, value) {
  if (value !== undefined) element.textContent = value ?? "";
}

function setAttribute(element, name, value) {
  if (name.startsWith("on")) return;
  if (["href", "src", "action"].includes(name) && !isSafe(value)) return;
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : value);
}

function isSafe(address) {
  if (!address) return true;
  return ["http:", "https:", "mailto:", "tel:", "blob:"].includes(
    new URL(address, location.href).protocol,
  );
}
