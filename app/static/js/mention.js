// Calling a colleague in an internal note: @ and a part of the name offers whom it can mean.
const CALL = /(?<![\p{L}\p{N}_@])@([\p{L}\p{N}_'.-]*(?: [\p{L}\p{N}_'.-]*)?)$/u;
const OFFERED = 6;

/** Starts on the note's <form>; the server has drawn every colleague into [data-people]. */
export function start(form) {
  const input = form.elements.body;
  const list = form.querySelector("[data-people]");
  const people = [...list.children];
  let shown = [];
  let at = 0;

  const close = () => {
    list.hidden = true;
    shown = [];
    input.removeAttribute("aria-activedescendant");
  };
  const point = (place) => {
    at = (place + shown.length) % shown.length;
    for (const person of people) person.setAttribute("aria-selected", person === shown[at]);
    input.setAttribute("aria-activedescendant", shown[at].id);
    shown[at].scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    const typed = called(input);
    shown = typed === null ? [] : people.filter((person) => fits(person, typed)).slice(0, OFFERED);
    for (const person of people) person.hidden = !shown.includes(person);
    list.hidden = shown.length === 0;
    if (shown.length > 0) point(0);
    else close();
  };
  const choose = (person) => {
    const end = input.selectionEnd;
    const begin = end - called(input).length;
    input.setRangeText(`${person.dataset.name} `, begin, end, "end");
    close();
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept
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
  const picked = (event) => {
    const person = event.target.closest("[data-name]");
    event.preventDefault(); // the field keeps the focus
    if (person) choose(person);
  };
  const over = (event) => {
    const place = shown.indexOf(event.target.closest("[data-name]"));
    if (place >= 0 && place !== at) point(place);
  };
  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  form.addEventListener("keydown", pressed, true);
  list.addEventListener("pointerdown", picked);
  list.addEventListener("pointermove", over);
  return () => {
    input.removeEventListener("input", look);
    input.removeEventListener("blur", close);
    form.removeEventListener("keydown", pressed, true);
    list.removeEventListener("pointerdown", picked);
    list.removeEventListener("pointermove", over);
  };
}

// What stands between the last @ and the cursor, or null when nobody is being called.
function called(input) {
  if (input.selectionStart !== input.selectionEnd) return null;
  return CALL.exec(input.value.slice(0, input.selectionEnd))?.[1] ?? null;
}

function fits(person, typed) {
  const name = plain(person.dataset.name);
  const wanted = plain(typed);
  if (name === wanted.trim() && wanted.endsWith(" ")) return false;
  return name.startsWith(wanted) || name.split(" ").some((word) => word.startsWith(wanted));
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
