// What waits for a person, messages and turns: in the tab's title, on the navigation, on the app's icon.
const counts = { unreadRooms: 0, turns: 0 };

/** Starts on <body>: takes the server's numbers, and keeps the title right when the page changes it. */
export function start(body) {
  for (const name of Object.keys(counts)) {
    const drawn = body.querySelector(name === "turns" ? "[data-turns]" : "[data-unread-rooms]");
    counts[name] = Number(drawn?.dataset[name] ?? 0);
  }
  show();
  const watch = new MutationObserver(nameTab);
  watch.observe(document.head, { childList: true, subtree: true, characterData: true });
  return () => watch.disconnect();
}

/** Shows a new number of rooms with news everywhere. */
export function setUnread(count) {
  set("unreadRooms", "[data-unread-rooms]", count);
}

/** Shows everywhere how many things wait for this person to act. */
export function setTurns(count) {
  set("turns", "[data-turns]", count);
}

function set(name, selector, count) {
  counts[name] = Math.max(0, count);
  for (const element of document.querySelectorAll(selector)) element.dataset[name] = counts[name];
  show();
}

function show() {
  nameTab();
  const total = counts.unreadRooms + counts.turns;
  const badge = total ? navigator.setAppBadge?.(total) : navigator.clearAppBadge?.();
  badge?.catch(() => {});
}

function nameTab() {
  const total = counts.unreadRooms + counts.turns;
  const plain = document.title.replace(/^\(\d+\) /, "");
  const title = total ? `(${total}) ${plain}` : plain;
  if (document.title !== title) document.title = title;
}
