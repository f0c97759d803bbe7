// Tells the truth about the connection: quiet while it is good, words after a moment without.
import { isCatchingUp, onState } from "./live.js";

const PATIENCE = 2000;
const BLINK = 250;

/** Fills the status line from its own data-connecting, data-offline, data-catching-up, data-ended. */
export function start(element) {
  const words = element.querySelector("[data-words]");
  const reload = element.querySelector("[data-reload]");
  let timer = 0;
  let state = "connecting";

  const show = (name) => {
    element.dataset.state = name;
    reload.hidden = name !== "ended";
    const text = name ? element.dataset[name.replace(/-(.)/g, (_, c) => c.toUpperCase())] : "";
    if (words.textContent !== text) words.textContent = text;
  };
  // What is already told changes at once; a good line that falters gets a moment.
  const soon = (action) => {
    clearTimeout(timer);
    timer = setTimeout(action, element.dataset.state ? BLINK : PATIENCE);
  };
  const settle = () => {
    show(isCatchingUp() ? "catching-up" : "");
    if (element.dataset.state) soon(settle);
  };
  const look = () => {
    clearTimeout(timer);
    if (state === "ended") show("ended");
    else if (!navigator.onLine) show("offline");
    else soon(state === "connected" ? settle : () => show("connecting"));
  };

  const unwatch = onState((next) => {
    state = next;
    look();
  });
  const again = () => location.reload();
  reload.addEventListener("click", again);
  addEventListener("online", look);
  addEventListener("offline", look);
  return () => {
    unwatch();
    clearTimeout(timer);
    reload.removeEventListener("click", again);
    removeEventListener("online", look);
    removeEventListener("offline", look);
  };
}
