// Loads what a page can do without at first: data-start="later" data-module="/static/dist/….js?v=…".

/** Starts the module's start(element) on the element once the page has loaded and has time. */
export function start(element) {
  let stop;
  let isGone = false;
  const load = async () => {
    const module = await import(element.dataset.module);
    if (!isGone) stop = module.start(element);
  };
  const wait = globalThis.requestIdleCallback ?? setTimeout;
  const soon = () => wait(() => load().catch(() => {})); // offline: the next page tries again
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
  return () => {
    isGone = true;
    stop?.();
  };
}
