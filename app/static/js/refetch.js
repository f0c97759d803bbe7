// Draws the moving parts of a page anew from the server, soon after something happened.

import { listen } from "./live.js";
import { Turbo } from "./turbo.js";

/** Reloads the page when its channel tells an event of a kind in data-events. */
export function start(element) {
  const kinds = element.dataset.events.split(" ");
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => Turbo.visit(location.href, { action: "replace" }), pause());
  };
  const stop = listen(
    element.dataset.channel,
    {},
    {
      event: ({ type }) => kinds.some((kind) => type.startsWith(kind)) && soon(),
    },
  );
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/**
 * Returns soon(): fetches `url` after a short random pause and puts each [data-refresh] in place;
 * many calls are one fetch. A part in which somebody is typing stays until they are done; `put` may
 * place the answer in another way.
 */
export function refetcher(root, url, done = () => {}, put = putInPlace) {
  let timer = 0;
  let running = false;
  let again = false;
  root.addEventListener("input", markDirty);
  const fetchNow = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" } });
      if (answer.ok) put(root, await answer.text());
      if (answer.ok) done();
    } catch {
      again = true; // offline: the connection banner says so, the next event tries again
    }
    running = false;
    if (again) soon(2000);
    again = false;
  };
  const soon = (longer = 0) => {
    clearTimeout(timer);
    timer = setTimeout(fetchNow, pause() + (Number(longer) || 0));
  };
  const stop = () => {
    clearTimeout(timer);
    root.removeEventListener("input", markDirty);
  };
  return { soon: () => soon(), stop };
}

/** Replaces the parts of `root` that came as HTML of our own server. */
export function putInPlace(root, html, isBusy = isInUse) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of fresh.querySelectorAll("[data-refresh]")) {
    const old = root.querySelector(`[data-refresh="${part.dataset.refresh}"]`);
    if (!old || isBusy(old) || old.outerHTML === part.outerHTML) continue;
    const open = [...old.querySelectorAll("details")].map((details) => details.open);
    const next = document.importNode(part, true);
    for (const [at, details] of [...next.querySelectorAll("details")].entries()) {
      details.open ||= open[at] ?? false;
    }
    old.replaceWith(next);
  }
}

function isInUse(part) {
  const typing =
    part.contains(document.activeElement) &&
    document.activeElement.matches("input, select, textarea");
  return typing || part.querySelector("form[data-dirty]") !== null;
}

function markDirty({ target }) {
  target.closest("[data-refresh] form")?.setAttribute("data-dirty", "");
}

// Many pages hear the same event: they do not all ask at the same moment.
function pause() {
  return 60 + Math.random() * 240;
}
