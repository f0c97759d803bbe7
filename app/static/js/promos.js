// The strip of running promos: tickets come and go on every open page; hidden ones stay hidden.
import { draw } from "./draw.js";
import { listen } from "./live.js";
import { freshPage } from "./live_refresh.js";

const HIDDEN = "hidden-promos";
const KEPT = 50;

/** Starts on the strip; each [data-channel] in it is listened to from its own position. */
export function start(element) {
  const list = element.querySelector(".promos__list");
  const blank = element.querySelector("template[data-ticket]");
  if (!list || !blank) return;

  const find = (id) => list.querySelector(`[data-promo="${Number(id)}"]`);
  const show = (promo, isNew) => {
    const old = find(promo.id);
    if (isHidden(promo.id)) return old?.remove();
    const ticket = draw(blank, told(promo));
    ticket.dataset.promo = promo.id;
    ticket.classList.toggle("promo--new", isNew);
    if (old) old.replaceWith(ticket);
    else list.prepend(ticket);
  };
  const hear = ({ type, data }) => {
    if (type === "promo.withdrawn") find(data.id)?.remove();
    else if (type === "promo.published" || type === "promo.changed") show(data, !find(data.id));
  };
  const hide = ({ target }) => {
    const ticket = target.closest(".promo__close")?.closest("[data-promo]");
    if (!ticket) return;
    remember(Number(ticket.dataset.promo));
    ticket.remove();
  };

  const drawAnew = async () => {
    const fresh = (await freshPage()).getElementById(element.id);
    if (fresh && element.isConnected) element.replaceWith(document.adoptNode(fresh));
  };

  for (const ticket of list.querySelectorAll("[data-promo]")) {
    if (isHidden(Number(ticket.dataset.promo))) ticket.remove();
  }
  element.addEventListener("click", hide);
  const stops = [...element.querySelectorAll("[data-channel]")].map(({ dataset }) =>
    listen(
      dataset.channel,
      { epoch: dataset.epoch, offset: Number(dataset.offset) },
      { event: hear, reset: drawAnew },
    ),
  );
  return () => {
    element.removeEventListener("click", hide);
    for (const stop of stops) stop();
  };
}

function told(promo) {
  const here = document.documentElement.lang === "en" ? "en" : "id";
  return {
    ...promo,
    title: promo[`title_${here}`],
    body: promo[`body_${here}`],
    without_code: !promo.code,
    without_end: !promo.ends_at,
  };
}

function hidden() {
  try {
    return JSON.parse(localStorage.getItem(HIDDEN)) ?? [];
  } catch {
    return []; // no storage in this browser: hidden until the next page
  }
}

function isHidden(id) {
  return hidden().includes(id);
}

function remember(id) {
  try {
    localStorage.setItem(HIDDEN, JSON.stringify([...hidden(), id].slice(-KEPT)));
  } catch {
    // see above
  }
}
