// Whether Enter sends or begins a new line: each browser keeps its person's wish.
const KEY = "enter-breaks";

/** Starts on the label around the checkbox. */
export function start(label) {
  const box = label.querySelector("input");
  box.checked = sendsOnEnter();
  const changed = () => {
    try {
      localStorage.setItem(KEY, box.checked ? "no" : "yes");
    } catch {
      // A forbidden store: the wish holds nowhere, the default does.
    }
  };
  box.addEventListener("change", changed);
  return () => box.removeEventListener("change", changed);
}

/** Tells whether Enter alone sends; with a finger it begins a new line unless wished otherwise. */
export function sendsOnEnter() {
  let wish = null;
  try {
    wish = localStorage.getItem(KEY);
  } catch {
    // see above
  }
  return wish ? wish === "no" : !matchMedia("(pointer: coarse)").matches;
}
