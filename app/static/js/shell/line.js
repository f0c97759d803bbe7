// Whether the page's live connection stands, as the page's own status line says (banner.js).

/** Calls back each time the connection comes to stand. Returns stop(). */
export function whenConnected(callback) {
  let was = state();
  const watch = new MutationObserver(() => {
    const is = state();
    if (is === "" && was !== "") callback();
    was = is;
  });
  watch.observe(document.getElementById("connection"), { attributeFilter: ["data-state"] });
  return () => watch.disconnect();
}

// Empty once it stands; absent until the first word about it.
function state() {
  return document.getElementById("connection")?.dataset.state;
}
