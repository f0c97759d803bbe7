// A page that the worker kept: says when it was seen, lets nothing be lost in a form that cannot be sent.
import { whenConnected } from "./line.js";

const TYPING = "input, select, textarea";

/** Starts where the worker has put data-seen on <body>. */
export function sayLastSeen(element) {
  const { seen } = document.body.dataset;
  if (!seen) return () => {};
  const words = element.querySelector("template").content.firstElementChild.cloneNode(true);
  words.querySelector("time").dateTime = seen;
  document.getElementById("content").prepend(words);
  const controller = new AbortController();
  const { signal } = controller;
  const hold = (event) => {
    // Messages wait in the outbox of their room; what else is sent would be lost.
    if (event.target.method !== "post" || event.target.matches("[data-room]:not([data-note])"))
      return;
    event.preventDefault();
    event.stopImmediatePropagation();
    words.querySelector("[data-held]").hidden = false;
    words.scrollIntoView({ block: "center" });
  };
  document.addEventListener("submit", hold, { capture: true, signal });
  const unwatch = whenConnected(() => {
    controller.abort();
    delete document.body.dataset.seen;
    words.remove();
    renew();
  });
  return () => {
    controller.abort();
    unwatch();
  };
}

// The room has caught up by itself; the rest of the page is drawn anew, but not under a typing hand.
function renew() {
  const visit = () => window.Turbo?.visit(location.href, { action: "replace" });
  const field = document.activeElement;
  if (field?.matches(TYPING) && field.value) field.addEventListener("blur", visit, { once: true });
  else visit();
}
