// Ready answers: "/" at the beginning of a message offers them, the chosen one fills the field.
const OFFERED = 8;

/** Starts on the list beside the message field; the server has drawn every answer into it. */
export function start(list) {
  const { form } = list.parentElement.querySelector("textarea");
  const input = form.elements.body;
  const answers = [...list.children];
  let shown = [];
  let at = 0;
  const close = () => {
    list.hidden = true;
    shown = [];
    input.removeAttribute("aria-activedescendant");
  };
  const point = (place) => {
    at = (place + shown.length) % shown.length;
    for (const answer of answers) answer.setAttribute("aria-selected", answer === shown[at]);
    input.setAttribute("aria-activedescendant", shown[at].id);
    shown[at].scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    const typed = /^\/(\S*)$/.exec(input.value)?.[1].toLowerCase();
    const fits = ({ dataset }) => typed !== undefined && dataset.shortcut.startsWith(typed);
    shown = answers.filter(fits).slice(0, OFFERED);
    for (const answer of answers) answer.hidden = !shown.includes(answer);
    list.hidden = shown.length === 0;
    if (shown.length > 0) point(0);
    else close();
  };
  const choose = (answer) => {
    input.value = answer.dataset.words;
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
  const picked = (event) => {
    event.preventDefault(); // the field keeps the focus
    const answer = event.target.closest("[data-words]");
    if (answer) choose(answer);
  };
  input.setAttribute("aria-controls", list.id);
  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  form.addEventListener("keydown", pressed, true);
  list.addEventListener("pointerdown", picked);
  return () => {
    input.removeEventListener("input", look);
    input.removeEventListener("blur", close);
    form.removeEventListener("keydown", pressed, true);
  };
}
