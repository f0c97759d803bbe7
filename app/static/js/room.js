// A room that is open in the page: what is said appears, what is written goes out, ticks follow.
import { listen, rpc } from "./live.js";
import { Outbox } from "./outbox.js";
import { change, picture } from "./room_changes.js";
import { RoomLog } from "./room_log.js";
import { follow } from "./room_moved.js";
import { watchPeople } from "./room_people.js";
import { keepPlace } from "./room_scroll.js";

const CHANGED = new Set(["message.edited", "message.deleted", "message.restored"]);

/** Starts on the room's <section>. */
export function start(room) {
  const { viewer, channel, epoch, offset, staffChannel, staffEpoch, staffOffset } = room.dataset;
  const { subjectChannel, subjectEpoch, subjectOffset } = room.dataset;
  const log = new RoomLog(room);
  const place = keepPlace(room, () => reader.look());
  const reader = watchReading(room, log, place);
  const people = watchPeople(room);
  const outbox = new Outbox(room.dataset.room, viewer, {
    sent: (facts) => log.place(facts),
    waiting: (id) => log.setState(id, "pending"),
    refused: (id, reason) => log.setState(id, "failed", reason),
  });
  restore(outbox, log);

  const hear = (event) => {
    if (event.type === "message.posted") {
      const isNew = log.place(event.data);
      const isMine = String(event.data.author.id) === viewer;
      if (isMine) outbox.remove(event.data.client_id);
      if (isNew) place.grown(isMine);
      people.quiet(event.data.author.id);
      reader.look();
    } else if (event.type === "room.read") {
      log.markRead(event.data.side, event.data.message);
      if (String(event.data.user) === viewer) reader.seen(event.data.message);
    } else if (event.type === "room.received") log.markGot(event.data.side, event.data.message);
    else if (CHANGED.has(event.type)) change(room, log, event.data);
    else if (event.type === "file.examined") picture(room, event.data);
    else if (event.type === "message.moved") follow(room, log, event.data);
    else if (event.type === "typing") people.typing(event.data.user);
  };
  const stops = [
    listen(channel, { epoch, offset }, { event: hear, ready: people.look, presence: people.look }),
    () => outbox.stop(),
    reader.stop,
    people.stop,
    place.stop,
  ];
  if (staffChannel) {
    const note = (event) =>
      event.type === "note.posted" && log.placeNote(event.data) && place.grown();
    stops.push(listen(staffChannel, { epoch: staffEpoch, offset: staffOffset }, { event: note }));
  }
  if (subjectChannel) {
    const seen = ({ type, data }) => type === "file.examined" && picture(room, data);
    const since = { epoch: subjectEpoch, offset: subjectOffset };
    stops.push(listen(subjectChannel, since, { event: seen }));
  }
  const send = ({ detail: { item, rows, watch } }) => {
    log.placePending(item, rows);
    place.grown(true);
    outbox.add(rows.length > 0 ? { ...item, waits: true } : item);
    watch((files, isWhole) => {
      if (!outbox.fill(item.id, files, isWhole)) log.pending(item.id)?.remove();
    });
  };
  const click = (event) => decide(event, outbox);
  room.addEventListener("room:send", send);
  room.addEventListener("click", click);
  return () => {
    room.removeEventListener("room:send", send);
    room.removeEventListener("click", click);
    for (const stop of stops) stop();
  };
}

function restore(outbox, log) {
  for (const item of outbox.items) {
    if (log.has(item.id)) {
      outbox.remove(item.id);
      continue;
    }
    log.placePending(item);
    if (item.failed) log.setState(item.id, "failed");
  }
}

function decide(event, outbox) {
  const button = event.target.closest("[data-retry], [data-discard]");
  const line = button?.closest("[data-client]");
  if (!line) return;
  if (button.matches("[data-retry]")) outbox.retry(line.dataset.client);
  else {
    outbox.remove(line.dataset.client);
    line.remove();
  }
}

// Moves the viewer's cursor once the newest message has really been on the screen.
function watchReading(room, log, place) {
  let seen = Number(room.dataset.seen);
  let isShown = false;
  let timer = 0;
  const tell = () => {
    timer = 0;
    const { newest } = log;
    if (newest <= seen || document.visibilityState !== "visible" || !isShown || !place.isAtEnd)
      return;
    seen = newest;
    rpc("chat.read", { room: Number(room.dataset.room), message: newest }).catch(() => {
      seen = 0; // the next look tries again; the cursor only ever moves forward
    });
  };
  const look = () => {
    timer ||= setTimeout(tell, 400);
  };
  const watch = new IntersectionObserver(([entry]) => {
    isShown = entry.isIntersecting;
    look();
  });
  watch.observe(room.querySelector("[data-log]"));
  document.addEventListener("visibilitychange", look);
  return {
    look,
    seen: (message) => {
      seen = Math.max(seen, message);
    },
    stop: () => {
      clearTimeout(timer);
      watch.disconnect();
      document.removeEventListener("visibilitychange", look);
    },
  };
}
