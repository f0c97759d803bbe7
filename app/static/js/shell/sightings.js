// Tells the studio, at leisure and once, which promos stand before a member's eyes.
const SOON = 2_000;
const SPREAD = 30_000;
const reported = new Set();

/** Watches the strip of promos; `rpc` is that of live.js. Returns stop(). */
export function reportPromos(rpc) {
  const { viewer } = document.body.dataset;
  const list = document.querySelector(".promos__list");
  if (!list || viewer === "0") return () => {};
  let timer = 0;
  const later = (after) => {
    timer ||= setTimeout(report, after);
  };
  const report = () => {
    timer = 0;
    if (document.hidden) return;
    const drawn = [...list.querySelectorAll("[data-promo]")].filter((each) => each.offsetParent);
    const isNew = (id) => id && !reported.has(`${viewer}:${id}`);
    const promos = drawn.map(({ dataset }) => Number(dataset.promo)).filter(isNew);
    if (!promos.length) return;
    for (const id of promos) reported.add(`${viewer}:${id}`);
    rpc("promos.seen", { promos }).catch(() => {}); // the next page that is loaded tells it
  };
  // What comes may have come to all pages at once: they do not all report at once.
  const watch = new MutationObserver(() => later(SOON + Math.random() * SPREAD));
  watch.observe(list, { childList: true });
  const seen = () => later(SOON);
  document.addEventListener("visibilitychange", seen);
  later(SOON);
  return () => {
    watch.disconnect();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}
