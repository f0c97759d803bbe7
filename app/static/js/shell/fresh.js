// What the worker keeps of an open conversation includes what was said since the page was drawn.

const LINES = "[data-lines] [data-message]";

/** Asks the worker to keep the page anew when it is left with more lines than it was kept with. */
export function keepFresh() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return () => {};
  let kept = serviceWorker.controller ? count() : -1; // before there was a worker, nothing is kept
  const keep = () => {
    if (count() === kept || !navigator.onLine || document.body.dataset.viewer === "0") return;
    kept = count();
    serviceWorker.ready.then(({ active }) =>
      active?.postMessage({ ask: "keep", path: location.pathname }),
    );
  };
  const left = () => document.visibilityState === "hidden" && keep();
  if (kept < 0) keep();
  document.addEventListener("visibilitychange", left);
  return () => document.removeEventListener("visibilitychange", left);
}

function count() {
  return document.querySelectorAll(LINES).length;
}
