// Buttons that come and go with the state of a file.

/** Shows those buttons of `root` for which isShown(button) holds; the keyboard never falls off. */
export function showButtons(root, isShown) {
  const buttons = [...root.querySelectorAll("button")];
  const held = buttons.find((button) => button === document.activeElement);
  for (const button of buttons) button.hidden = !isShown(button);
  if (held?.hidden) buttons.find((button) => !button.hidden)?.focus();
}
