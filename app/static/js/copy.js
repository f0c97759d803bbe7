// A button that copies what a field shows; without it, the field is marked and copied by hand.

/** Starts on a <button hidden data-copy="id of the field" data-copied="words">. */
export function start(button, { toast }) {
  const copy = async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    const done = await navigator.clipboard?.writeText(field.value).then(
      () => true,
      () => false, // not allowed: it is marked at least
    );
    if (done) toast(button.dataset.copied, "good");
  };
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", copy);
  return () => button.removeEventListener("click", copy);
}
