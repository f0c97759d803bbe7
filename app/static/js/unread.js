// The number of unread messages: in the tab's title, on the navigation, on the app's icon.
let total = 0;

/** Starts on <body>: takes the server's number, and keeps the title right when the page changes it. */
export function start(body) {
  const drawn = body.querySelector("[data-unread-rooms]");
  setUnread(Number(drawn?.dataset.unreadRooms ?? 0));
  const watch = new MutationObserver(() => nameTab());
  watch.observe(document.head, { childList: true, subtree: true, characterData: true });
  return () => watch.disconnect();
}

/** Shows a new number everywhere. */
export function setUnread(count) {
  total = Math.max(0, count);
  for (const element of document.querySelectorAll("[data-unread-rooms]")) {
    element.dataset.unreadRooms = total;
  }
  nameTab();
  const badge = total ? navigator.setAppBadge?.(total) : navigator.clearAppBadge?.();
  badge?.catch(() => {});
}

/** Adds to the number (or takes away). */
export function addUnread(count) {
  setUnread(total + count);
}

function nameTab() {
  const plain = document.title.replace(/^\(\d+\) /, "");
  const title = total ? `(${total}) ${plain}` : plain;
  if (document.title !== title) document.title = title;
}
