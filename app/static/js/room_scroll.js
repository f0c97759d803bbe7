// Where the reader stands in a room's log. The log is laid out from its end (column-reverse), so
// its end stays in view as it grows and what is put above moves nothing.
const NEAR = 60;

/** Returns {isAtEnd, grown(mine), stop}; `moved` is called when the reader scrolls. */
export function keepPlace(room, moved) {
  const log = room.querySelector("[data-log]");
  const jump = room.querySelector("[data-jump]");
  const count = room.querySelector("[data-jump-count]");
  let missed = 0;

  const isAtEnd = () => Math.abs(log.scrollTop) <= NEAR;
  const show = () => {
    if (isAtEnd()) missed = 0;
    jump.hidden = isAtEnd();
    count.textContent = missed || "";
  };
  const toEnd = () => {
    log.scrollTop = 0;
    show();
  };
  const scrolled = () => {
    show();
    moved();
  };
  log.addEventListener("scroll", scrolled, { passive: true });
  jump.addEventListener("click", toEnd);
  openAtUnread(room, log);
  show();
  return {
    get isAtEnd() {
      return isAtEnd();
    },
    grown(isMine) {
      if (isMine) toEnd();
      else if (!isAtEnd()) missed += 1;
      show();
    },
    stop() {
      log.removeEventListener("scroll", scrolled);
      jump.removeEventListener("click", toEnd);
    },
  };
}

function openAtUnread(room, log) {
  const divider = room.querySelector("[data-unread]");
  if (!divider) return;
  const above = divider.getBoundingClientRect().top - log.getBoundingClientRect().top;
  if (above < 0) log.scrollTop += above - NEAR;
}
