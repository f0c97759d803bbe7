// The app around the page, loaded when the page has time: the worker, its updates, what waits offline.
import { keepOwner } from "../push/device.js";
import { followColours } from "./colours.js";
import { keepFresh } from "./fresh.js";
import { sayLastSeen } from "./last_seen.js";
import { sendLeftBehind } from "./left_behind.js";
import { whenConnected } from "./line.js";
import { reportPromos } from "./sightings.js";
import { offerUpdates } from "./updates.js";

let registration = null;

/** Starts on the element of components/shell.html; `tools` are those of lazy.js. */
export function start(element, { rpc }) {
  followColours();
  sendLeftBehind();
  registration ??= register();
  keepOwner().catch(() => {}); // offline
  const stops = [
    sayLastSeen(element),
    whenConnected(sendLeftBehind),
    offerUpdates(element, registration),
    keepFresh(),
    reportPromos(rpc),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

// Browsers without workers, and private windows that forbid them, have the page as it always was.
async function register() {
  try {
    return await navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" });
  } catch {
    return undefined;
  }
}
