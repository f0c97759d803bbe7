// Suggestions beside a field: arrows choose, Enter, Tab or a press takes one, Escape closes the list.

/**
 * Offers children of `list`, all drawn by the server, while somebody writes in `input`.
 * `find(every)` returns those that fit now, and `take(chosen)` uses one. Returns stop().
 */
export function suggest(input, list, { find, take }) {
  const { form } = input;
  const every = [...list.children];
  const stops = new AbortController();
  const { signal } = stops;
  let shown = [];
  let at = 0;

  const close = () => {
    list.hidden = true;
    shown = [];
    input.removeAttribute("aria-activedescendant");
  };
  const point = (place) => {
    at = (place + shown.length) % shown.length;
    for (const one of every) one.setAttribute("aria-selected", one === shown[at]);
    input.setAttribute("aria-activedescendant", shown[at].id);
    shown[at].scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    shown = find(every);
    for (const one of every) one.hidden = !shown.includes(one);
    list.hidden = shown.length === 0;
    if (shown.length > 0) point(0);
    else close();
  };
  const choose = (chosen) => {
    take(chosen);
    close();
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true })); // the field grows, the draft is kept
  };
  const pressed = (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") point(at + 1);
    else if (event.key === "ArrowUp") point(at - 1);
    else if (event.key === "Enter" || event.key === "Tab") choose(shown[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation(); // Enter chooses here, and sends only once the list is gone
  };
  const under = ({ target }) => shown.find((one) => one.contains(target));
  const picked = (event) => {
    event.preventDefault(); // the field keeps the focus
    const chosen = under(event);
    if (chosen) choose(chosen);
  };
  const over = (event) => {
    const place = shown.indexOf(under(event));
    if (place >= 0 && place !== at) point(place);
  };
  input.setAttribute("aria-controls", list.id);
  input.addEventListener("input", look, { signal });
  input.addEventListener("blur", close, { signal });
  form.addEventListener("keydown", pressed, { capture: true, signal });
  list.addEventListener("pointerdown", picked, { signal });
  list.addEventListener("pointermove", over, { signal });
  if (input === document.activeElement) look(); // somebody was faster than this file
  return () => stops.abort();
}
