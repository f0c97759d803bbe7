// Tells the server what has reached this device, seen or not: its sender then sees two ticks.
import { listen, onState, rpc } from "./live.js";

const SOON = 600; // who reads at once says so by reading

let isTold = false;

/** Starts on <body>: hears of every message on the person's own channel, the desk on the inbox. */
export function start(body) {
  const { viewer } = body.dataset;
  if (viewer === "0") return undefined;
  const isDesk = body.classList.contains("page--staff");
  const got = new Map();
  let timer = 0;
  const tell = () => {
    timer = 0;
    for (const [room, message] of got) rpc("chat.received", { room, message }).catch(() => {});
    got.clear();
  };
  const hear = ({ type, data, actor }) => {
    if (type !== "room.touched" || (actor?.role === "customer") !== isDesk) return;
    got.set(data.room, data.message);
    timer ||= setTimeout(tell, SOON * (1 + Math.random())); // the first device speaks for all
  };
  const channels = isDesk ? ["inbox", `user:${viewer}`] : [`user:${viewer}`];
  const stops = channels.map((name) => listen(name, {}, { event: hear, reset() {} }));
  stops.push(
    onState((state) => {
      if (state !== "connected") isTold = false;
      else if (!isTold && hasNews()) {
        isTold = true;
        rpc("chat.received", {}).catch(() => {});
      }
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

function hasNews() {
  return Number(document.querySelector("[data-unread-rooms]")?.dataset.unreadRooms) > 0;
}
