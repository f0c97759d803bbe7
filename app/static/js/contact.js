// Tells the studio which of its links people follow; the link itself works without this.
const ADDRESS = "/contact-clicks";

/** Starts on the page: every link with data-contact counts when it is followed. */
export function start(element) {
  const onClick = (event) => {
    const link = event.target.closest("a[data-contact]");
    if (link) tell(link);
  };
  element.addEventListener("click", onClick);
  element.addEventListener("auxclick", onClick);
  return () => {
    element.removeEventListener("click", onClick);
    element.removeEventListener("auxclick", onClick);
  };
}

function tell(link) {
  const body = new URLSearchParams({
    channel: link.dataset.contact,
    product: link.dataset.product ?? "",
    page: location.pathname.slice(0, 200),
  });
  if (navigator.sendBeacon?.(ADDRESS, body)) return;
  fetch(ADDRESS, { method: "POST", body, keepalive: true }).catch(() => {});
}
