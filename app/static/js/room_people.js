// Who is in the room now, and who is writing: seen for a moment, never stored.
import { presence } from "./live.js";

const TYPING_FOR = 5000;
const NEAR = 60;

/** Returns {look, typing(user), quiet(id), stop} for a room's <section>. */
export function watchPeople(room) {
  const { channel, viewer, customer } = room.dataset;
  const typing = room.querySelector("[data-typing]");
  const status = room.querySelector("[data-status]");
  const away = room.querySelector("[data-away]");
  const log = room.querySelector("[data-log]");
  const colleagues = room.querySelector("[data-colleagues]");
  let typist = 0;
  let hide = 0;
  let soon = 0;

  const quiet = (id) => {
    if (id !== undefined && id !== typist) return;
    typing.hidden = true;
    typist = 0;
  };
  const see = async () => {
    const here = await presence(channel).catch(() => null);
    if (!here) return;
    const others = here.filter(({ user }) => String(user) !== viewer);
    const isCustomer = ({ user }) => String(user) === customer;
    const wanted = viewer === customer ? others : others.filter(isCustomer);
    status.dataset.status = wanted.length > 0 ? "online" : "offline";
    // What changes the height of the log waits until nobody reads in it.
    if (away && Math.abs(log.scrollTop) <= NEAR) away.hidden = wanted.length > 0;
    if (!colleagues) return;
    const staff = others.filter((person) => !isCustomer(person) && person.info?.name);
    const names = new Set(staff.map(({ info }) => info.name));
    colleagues.hidden = names.size === 0;
    colleagues.querySelector("[data-colleague-names]").textContent = [...names].join(", ");
  };
  return {
    quiet,
    look() {
      clearTimeout(soon);
      soon = setTimeout(see, 250);
    },
    typing(user) {
      if (String(user.id) === viewer) return;
      typist = user.id;
      typing.querySelector("[data-typing-name]").textContent = user.name;
      typing.hidden = false;
      clearTimeout(hide);
      hide = setTimeout(quiet, TYPING_FOR);
    },
    stop() {
      clearTimeout(hide);
      clearTimeout(soon);
    },
  };
}
