// Tells the truth about the connection: quiet while it is good, words after a moment without.
import { isCatchingUp, onState } from "./live.js";

const PATIENCE = 2000;
const GLANCE = 1000;

/** Fills the status line from its own data-connecting, data-offline, data-catching-up, data-ended. */
export function start(element) {
  let timer = 0;
  let wasCut = false;
  let state = "connecting";

  const show = (name) => {
    element.dataset.state = name;
    const text = name ? element.dataset[name.replace(/-(.)/g, (_, c) => c.toUpperCase())] : "";
    if (element.textContent !== text) element.textContent = text;
  };
  const later = (wait, action) => {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  };
  const catchUp = () => {
    if (!isCatchingUp()) return show("");
    show("catching-up");
    later(GLANCE / 4, catchUp);
  };
  const look = () => {
    clearTimeout(timer);
    if (state === "ended") return show("ended");
    if (!navigator.onLine) return show("offline");
    if (state === "connected") {
      if (wasCut && element.dataset.state) later(GLANCE, catchUp);
      else show("");
      wasCut = false;
      return;
    }
    wasCut = true;
    later(PATIENCE, () => show(navigator.onLine ? "connecting" : "offline"));
  };

  const unwatch = onState((next) => {
    state = next;
    look();
  });
  addEventListener("online", look);
  addEventListener("offline", look);
  return () => {
    unwatch();
    clearTimeout(timer);
    removeEventListener("online", look);
    removeEventListener("offline", look);
  };
}
