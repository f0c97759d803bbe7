// Keeps the number of unread rooms right in every open tab of a person.
import { listen } from "./live.js";
import { setUnread } from "./unread.js";

/** Starts on the navigation's counter: hears the person's own channel, and staff the inbox. */
export function start() {
  const { viewer } = document.body.dataset;
  const channels = [`user:${viewer}`];
  if (document.body.classList.contains("page--staff")) channels.push("inbox");
  const changed = ({ type, data }) => {
    if (type !== "room.touched" && type !== "room.read") return;
    const count = data.unread ?? data.waiting;
    if (count !== undefined) setUnread(count);
  };
  const stops = channels.map((name) => listen(name, {}, { event: changed, reset() {} }));
  return () => {
    for (const stop of stops) stop();
  };
}
