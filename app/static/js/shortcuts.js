// Single keys for the studio: each presses what carries it in data-keys. They are off while
// somebody types, and can be switched off for good (WCAG 2.1.4).
const KEPT = "shortcuts";
const SEQUENCE = 1500;

/** Starts on the <dialog> that lists the keys. */
export function start(dialog, { Turbo }) {
  const isOn = dialog.querySelector("[data-keys-on]");
  let leading = "";
  let timer = 0;
  isOn.checked = localStorage.getItem(KEPT) !== "off";
  const remember = () => localStorage.setItem(KEPT, isOn.checked ? "on" : "off");
  const pressed = (event) => {
    if (!isOn.checked || isTaken(event)) return;
    const keys = leading + event.key;
    leading = "";
    clearTimeout(timer);
    if (keys === "?") dialog.showModal();
    else if (keys === "j" || keys === "k") step(keys === "j" ? 1 : -1);
    else if (keys === "g") {
      leading = "g ";
      timer = setTimeout(() => {
        leading = "";
      }, SEQUENCE);
    } else if (!press(keys, Turbo)) return;
    event.preventDefault();
  };
  isOn.addEventListener("change", remember);
  document.addEventListener("keydown", pressed);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("keydown", pressed);
  };
}

function isTaken(event) {
  const { target } = event;
  const isTyped =
    target.isContentEditable ||
    target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
  const isCommand = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  return event.defaultPrevented || isCommand || isTyped || document.querySelector("dialog:modal");
}

// Inside a row its own buttons come first; those of other rows are never meant.
function press(keys, Turbo) {
  const wanted = `[data-keys="${CSS.escape(keys)}"]`;
  const row = document.activeElement?.closest("[data-row]");
  const inRow = row?.querySelector(wanted);
  const others = [...document.querySelectorAll(wanted)].filter((one) => !one.closest("[data-row]"));
  const target = inRow ?? others.find(isVisible) ?? others.find((one) => one.href);
  if (!target) return false;
  if (target.href && !isVisible(target)) Turbo.visit(target.href);
  else target.click();
  if (target.control) document.querySelector(`[data-writes="${target.control.id}"]`)?.focus();
  return true;
}

function isVisible(element) {
  return element.checkVisibility();
}

// J and K walk through the rows of the page's list, from the one that has the focus.
function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter(isVisible);
  if (rows.length === 0) return;
  const current =
    document.activeElement?.closest("[data-row]") ??
    document.querySelector("[data-row][data-current]");
  const at = rows.indexOf(current);
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  (next.querySelector("a[href]") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
}
