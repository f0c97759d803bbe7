// The files of a message: those that are there, and those that still come in its bubble.

/**
 * Takes what stands in the uploader of a composer's <form>. Returns {files, rows, watch(changed)}:
 * `files` are there already, `rows` come; `changed(files, isWhole)` is called as they do.
 */
export function takeFiles(form) {
  const taken = [];
  let told = () => {};
  const files = () => taken.flatMap(({ file }) => file || []);
  const rows = () => taken.flatMap(({ file, row }) => (file ? [] : row));
  const change = () => told(files(), rows().length === 0);
  const message = {
    take(row) {
      const file = row.state === "ready" && { id: row.id, name: row.name, size: row.size };
      taken.push({ row, file });
    },
    finished({ id, name, length, url }, row) {
      const file = { id, name, size: length };
      taken.find((one) => one.row === row).file = file;
      row.element.dispatchEvent(
        new CustomEvent("room:arrived", { bubbles: true, detail: { ...file, url } }),
      );
      row.leave();
    },
    gone(row) {
      const at = taken.findIndex((one) => one.row === row && !one.file);
      if (at >= 0) taken.splice(at, 1);
      change();
    },
  };
  form
    .querySelector(".uploader")
    ?.dispatchEvent(new CustomEvent("uploader:take", { detail: message }));
  return {
    files: files(),
    rows: rows(),
    watch(changed) {
      told = changed;
    },
  };
}
