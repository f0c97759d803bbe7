// Modules in files of their own: they come when something on the page asks, or when the page has time.
import { listen, rpc } from "./live.js";
import { putInPlace, refetcher } from "./refetch.js";
import { toast } from "./toasts.js";
import { Turbo } from "./turbo.js";

/** What there may be only once in a tab: a file that comes later is handed it. */
const tools = { listen, putInPlace, refetcher, rpc, toast, Turbo };
const files = new Map();

/** Returns a module of the file that <meta name="module-…"> names, started as soon as it is here. */
export function lazily(file, name) {
  return (element) => startFrom(library(file), ({ modules }) => modules[name], element);
}

/** Resolves to what the file that <meta name="module-…"> names exports. */
export function library(file) {
  return load(document.querySelector(`meta[name="module-${file}"]`)?.content);
}

/** Lets such a file come once the page has time, so that it is here when it is needed. */
export function comeEarly(file) {
  leisure()
    .then(() => library(file))
    .catch(() => {}); // whoever needs it asks again
}

/** Starts the file of data-module="/static/dist/….js?v=…" once the page has loaded and has time. */
export function later(element) {
  const coming = leisure().then(() => load(element.dataset.module));
  return startFrom(coming, (file) => file.start, element);
}

function startFrom(coming, pick, element) {
  let stop = null;
  let isGone = false;
  coming.then(
    (file) => {
      if (!isGone) stop = pick(file)(element, tools);
    },
    () => {}, // without a network: the next page tries again
  );
  return () => {
    isGone = true;
    stop?.();
  };
}

function load(address) {
  if (!files.has(address)) {
    const coming = import(address);
    coming.catch(() => files.delete(address));
    files.set(address, coming);
  }
  return files.get(address);
}

function leisure() {
  const wait = globalThis.requestIdleCallback ?? setTimeout;
  return new Promise((resolve) => {
    const soon = () => wait(resolve);
    if (document.readyState === "complete") soon();
    else addEventListener("load", soon, { once: true });
  });
}
