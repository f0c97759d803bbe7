// Modules that only some pages need: they come in a file of their own when the first one is asked for.
import { listen, rpc } from "./live.js";
import { putInPlace, refetcher } from "./refetch.js";
import { toast } from "./toasts.js";
import { Turbo } from "./turbo.js";

/** What there may be only once in a tab: a file that comes later is handed it. */
const tools = { listen, putInPlace, refetcher, rpc, toast, Turbo };
const files = new Map();

/** Returns a module of the file that <meta name="module-…"> names, started as soon as it is here. */
export function lazily(file, name) {
  return (element) => {
    let stop = null;
    let isGone = false;
    load(file).then(
      (modules) => {
        if (!isGone) stop = modules[name](element, tools);
      },
      (error) => console.error(`${name} did not come`, error),
    );
    return () => {
      isGone = true;
      stop?.();
    };
  };
}

function load(file) {
  const address = document.querySelector(`meta[name="module-${file}"]`)?.content;
  if (!files.has(file)) {
    const coming = import(address).then(({ modules }) => modules);
    coming.catch(() => files.delete(file)); // without a network: the next page tries again
    files.set(file, coming);
  }
  return files.get(file);
}
