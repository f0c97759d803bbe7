// The strip of running promos: tickets come and go on every open page; what one puts away stays away.
import { draw } from "./draw.js";
import { listen } from "./live.js";
import { freshPage } from "./live_refresh.js";

/** Starts on the strip; each [data-channel] in it is listened to from its own position. */
export function start(element) {
  const list = element.querySelector(".promos__list");
  const blank = element.querySelector("template[data-ticket]");
  if (!list || !blank) return;

  const gone = new Set();
  const find = (id) => list.querySelector(`[data-promo="${Number(id)}"]`);
  const show = (promo, isNew) => {
    const old = find(promo.id);
    if (gone.has(promo.id)) return;
    const ticket = draw(blank, told(promo));
    ticket.dataset.promo = promo.id;
    ticket.classList.toggle("promo--new", isNew);
    if (old) old.replaceWith(ticket);
    else list.prepend(ticket);
  };
  const hear = ({ type, data }) => {
    if (type === "promo.withdrawn") find(data.id)?.remove();
    else if (type === "promo.dismissed") putAway(data.id);
    else if (type === "promo.published" || type === "promo.changed") show(data, !find(data.id));
  };
  const putAway = (id) => {
    gone.add(id);
    find(id)?.remove();
  };
  // The server remembers it, on all devices of a member: the next page comes without it.
  const hide = (event) => {
    const form = event.target.closest(".promo__away");
    if (!form) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(
      () => {},
    );
    putAway(Number(form.closest("[data-promo]").dataset.promo));
  };

  const drawAnew = async () => {
    const fresh = (await freshPage()).getElementById(element.id);
    if (fresh && element.isConnected) element.replaceWith(document.adoptNode(fresh));
  };

  element.addEventListener("submit", hide);
  const stops = [...element.querySelectorAll("[data-channel]")].map(({ dataset }) =>
    listen(
      dataset.channel,
      { epoch: dataset.epoch, offset: Number(dataset.offset) },
      { event: hear, reset: drawAnew },
    ),
  );
  const { viewer } = document.body.dataset;
  if (viewer !== "0") stops.push(listen(`user:${viewer}`, {}, { event: hear, reset() {} }));
  return () => {
    element.removeEventListener("submit", hide);
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
    away: `/promos/${promo.id}/dismissal`,
  };
}
