// Lets people see the password they type.

/** Starts on the wrapper of an input and its button. */
export function start(element) {
  const input = element.querySelector("input");
  const button = element.querySelector("button");
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
  };
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false)); // so that browsers offer to keep it
}
