// Whether Enter sends or begins a new line: the account says so; under a finger, each device does.
const KEY = "enter-breaks";

/** Starts on the label around the checkbox. */
export function start(label) {
  const box = label.querySelector("input");
  const composer = label.closest(".room").querySelector("[data-enter]");
  box.checked = sendsOnEnter(composer);
  const changed = async () => {
    if (isTouched()) return keep(box.checked);
    const body = new URLSearchParams(box.checked ? { sends: "y" } : {});
    const answer = await fetch(label.dataset.url, { method: "POST", body }).catch(() => null);
    if (!answer?.ok) box.checked = !box.checked;
    composer.dataset.enter = box.checked ? "sends" : "breaks";
  };
  box.addEventListener("change", changed);
  return () => box.removeEventListener("change", changed);
}

/** Tells whether Enter alone sends what is written in an element of the composer. */
export function sendsOnEnter(element) {
  if (isTouched()) return recall() === "no";
  return element.closest("[data-enter]").dataset.enter === "sends";
}

function isTouched() {
  return matchMedia("(pointer: coarse)").matches;
}

function keep(sends) {
  try {
    localStorage.setItem(KEY, sends ? "no" : "yes");
  } catch {
    // A forbidden store: the wish holds nowhere, the default does.
  }
}

function recall() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
