// A list of conversations: drawn anew by the server when one of them changes.
import { listen } from "./live.js";
import { freshPage } from "./live_refresh.js";

const SOON = 150;
const CHANGES = new Set([
  "room.touched",
  "room.read",
  "room.handled",
  "note.mentioned",
  "mentions.seen",
]);

/** Starts on the element around [data-list]; data-channel says where the changes are told. */
export function start(element) {
  const { channel, epoch, offset } = element.dataset;
  const own = `user:${document.body.dataset.viewer}`;
  let timer = 0;
  const refetch = async () => {
    timer = 0;
    const page = await freshPage();
    const fresh = page.querySelector(`[data-start="rooms"]`);
    if (!fresh || !element.isConnected) return;
    const focused = element.contains(document.activeElement)
      ? document.activeElement.closest("[data-room]")?.dataset.room
      : "";
    element.replaceChildren(...fresh.childNodes);
    if (focused) element.querySelector(`[data-room="${focused}"] a`)?.focus();
  };
  const changed = (event) => {
    if (CHANGES.has(event.type)) timer ||= setTimeout(refetch, SOON);
  };
  const handlers = { event: changed, reset: refetch };
  const stops = [listen(channel, { epoch, offset }, handlers)];
  if (own !== channel) stops.push(listen(own, {}, handlers));
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
