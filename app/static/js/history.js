// Older messages load as the reader scrolls up; the link stays for who has no scripts.

/** Starts on the room's <section>. */
export function start(room) {
  const link = room.querySelector("[data-older]");
  const history = room.querySelector("[data-history]");
  let isLoading = false;

  const load = async () => {
    if (isLoading || link.hidden) return;
    isLoading = true;
    link.setAttribute("aria-busy", "true");
    try {
      const stretch = await older(room, new URL(link.href).searchParams.get("before"));
      dropDoubleDay(room, stretch);
      history.prepend(...stretch.children);
      link.hidden = !stretch.dataset.older;
      link.search = `?before=${stretch.dataset.older}`;
    } catch {
      // The link is still there to be pressed.
    } finally {
      isLoading = false;
      link.removeAttribute("aria-busy");
    }
  };
  const pressed = (event) => {
    event.preventDefault();
    load();
  };
  const log = room.querySelector("[data-log]");
  const watch = new IntersectionObserver(
    ([entry]) => entry.isIntersecting && log.scrollTop !== 0 && load(),
    { root: log, rootMargin: "300px 0px 0px" },
  );
  watch.observe(link);
  link.addEventListener("click", pressed);
  return () => {
    watch.disconnect();
    link.removeEventListener("click", pressed);
  };
}

async function older(room, before) {
  const answer = await fetch(`${room.dataset.url}?before=${before}`, {
    headers: { Accept: "text/html" },
  });
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.adoptNode(page.querySelector("[data-stretch]"));
}

// The day that the older stretch ends with may be the one that the newer lines began with.
function dropDoubleDay(room, stretch) {
  const last = [...stretch.querySelectorAll("[data-day]")].at(-1);
  const first = room.querySelector(".room__list [data-day]");
  if (last && first?.dataset.day === last.dataset.day) first.remove();
}
