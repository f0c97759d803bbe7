// Buttons that come and go with the state of a file.
const SHOWN = {
  waiting: ["pause", "remove"],
  sending: ["pause", "remove"],
  away: ["retry", "remove"],
  paused: ["resume", "remove"],
  failed: ["retry", "remove"],
  interrupted: ["choose", "remove"],
  held: ["resume", "remove"],
  removed: ["undo"],
};

/** Tells what may be done with a file in this state; one that has come to its end can only be removed. */
export function mayBe(state, action) {
  return (SHOWN[state] ?? ["remove"]).includes(action);
}

/** Removes a row of a list; the keyboard goes to a neighbour, or where there is none to `last`. */
export function takeOut(row, last) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const isHeld = row.contains(document.activeElement);
  row.remove();
  if (isHeld) (next?.querySelector("button:not([hidden])") ?? last).focus();
}

/** Shows those buttons of `root` for which isShown(button) holds; the keyboard never falls off. */
export function showButtons(root, isShown) {
  const buttons = [...root.querySelectorAll("button")];
  const held = buttons.find((button) => button === document.activeElement);
  for (const button of buttons) button.hidden = !isShown(button);
  if (held?.hidden) buttons.find((button) => !button.hidden)?.focus();
}
