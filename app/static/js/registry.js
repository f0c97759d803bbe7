// Starts modules on elements as they enter the page and stops them as they leave it,
// whoever brought them there: the server, Turbo, or another module.
const running = new Map();

export function watchPage(modules) {
  new MutationObserver((records) => {
    for (const record of records) for (const node of record.removedNodes) stopIn(node);
    for (const record of records) for (const node of record.addedNodes) startIn(node, modules);
  }).observe(document, { childList: true, subtree: true });
  startIn(document.documentElement, modules);
}

function startIn(root, modules) {
  if (!(root instanceof Element) || !root.isConnected) return;
  for (const element of withSelf(root)) {
    if (running.has(element)) continue;
    running.set(element, begin(element, modules));
  }
}

function begin(element, modules) {
  const stops = [];
  for (const name of element.dataset.start.split(" ").filter(Boolean)) {
    if (!modules[name]) continue;
    try {
      const stop = modules[name](element);
      if (typeof stop === "function") stops.push(stop);
    } catch (error) {
      console.error(`${name} did not start`, error); // the rest of the page goes on
    }
  }
  return stops;
}

function stopIn(root) {
  if (!(root instanceof Element) || root.isConnected) return;
  for (const element of withSelf(root)) {
    for (const stop of running.get(element) ?? []) stop();
    running.delete(element);
  }
}

function* withSelf(root) {
  if (root.matches("[data-start]")) yield root;
  yield* root.querySelectorAll("[data-start]");
}
