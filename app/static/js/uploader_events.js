// How files reach the uploader, and what holds a page that is still sending.

/** Listens for picked, dropped and pasted files. */
export function watchPicking(uploader, signal) {
  const zone = uploader.part("zone");
  const { input } = uploader;
  input.addEventListener(
    "change",
    () => {
      uploader.add([...input.files]);
      input.value = "";
    },
    { signal },
  );
  zone.addEventListener(
    "dragover",
    (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      zone.dataset.over = "true";
    },
    { signal },
  );
  zone.addEventListener("dragleave", () => delete zone.dataset.over, { signal });
  zone.addEventListener(
    "drop",
    (event) => {
      delete zone.dataset.over;
      event.preventDefault();
      uploader.add(event.dataTransfer.files);
    },
    { signal },
  );
  uploader.element.addEventListener("uploader:clear", () => uploader.clear(), { signal });
  document.addEventListener("paste", (event) => paste(uploader, event), { signal });
}

/** Keeps a form from going without its files, and a page from being left by mistake. */
export function watchLeaving(uploader, signal) {
  uploader.form?.addEventListener(
    "submit",
    (event) => {
      if (!uploader.isMoving()) return;
      event.preventDefault();
      uploader.part("wait").hidden = false;
    },
    { signal, capture: true },
  );
  addEventListener(
    "beforeunload",
    (event) => {
      if (uploader.isSending()) event.preventDefault();
    },
    { signal },
  );
  document.addEventListener(
    "turbo:before-visit",
    (event) => {
      if (uploader.isSending() && !confirm(uploader.words.leave)) event.preventDefault();
    },
    { signal },
  );
}

function paste(uploader, event) {
  const here = uploader.form ?? uploader.element;
  if (event.clipboardData.files.length === 0) return;
  if (event.target !== document.body && !here.contains(event.target)) return;
  event.preventDefault();
  uploader.add(event.clipboardData.files);
}
