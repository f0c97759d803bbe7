// A button that copies what a field shows, or a link of its own; without it that is copied by hand.

/** Starts on a <button data-copied="words"> with data-copy="id of a field" or data-link="address". */
export function start(button, { toast }) {
  const copy = async () => {
    const { link } = button.dataset;
    const field = document.getElementById(button.dataset.copy);
    field?.select();
    const done = await navigator.clipboard?.writeText(link ?? field.value).then(
      () => true,
      () => false, // not allowed: it is marked at least, or shown
    );
    if (done) toast(button.dataset.copied, "good");
    else if (link) toast(link);
  };
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", copy);
  return () => button.removeEventListener("click", copy);
}
