// Where a file lies on this machine: kept where the browser can, so that one press goes on with it.
const STORE = "handles";

/** Has the file field open the dialog that says where files lie, where there is one. */
export function watchDialog(uploader, signal) {
  const { input } = uploader;
  // A telephone keeps its own dialog, with the camera in it.
  let isThere = "showOpenFilePicker" in window && matchMedia("(pointer: fine)").matches;
  const clicked = async (event) => {
    if (!isThere) return;
    event.preventDefault();
    try {
      uploader.add(await fromDialog(input.accept.split(","), input.multiple));
    } catch (error) {
      if (error.name === "AbortError") return; // closed without a choice
      isThere = false;
      input.click();
    }
  };
  input.addEventListener("click", clicked, { signal });
}

/** Returns {file, name, handle} of what was dropped; to be called before the drop is over. */
export async function fromItems(items) {
  const asked = items.map((item) => item.getAsFileSystemHandle());
  return Promise.all(asked.map(async (handle) => withFile(await handle)));
}

/** Returns the file as it is now, or null when it is gone or the person does not allow it. */
export async function fileOf(handle) {
  const reading = { mode: "read" };
  try {
    const known = await handle.queryPermission(reading);
    const allowed = known === "granted" ? known : await handle.requestPermission(reading);
    return allowed === "granted" ? await handle.getFile() : null;
  } catch {
    return null;
  }
}

export function keepHandle(mark, handle) {
  return inStore("readwrite", (store) => store.put(handle, mark));
}

export function handleOf(mark) {
  return inStore("readonly", (store) => store.get(mark));
}

export function forgetHandle(mark) {
  return inStore("readwrite", (store) => store.delete(mark));
}

async function fromDialog(endings, multiple) {
  const types = [{ accept: { "application/octet-stream": endings } }];
  const handles = await showOpenFilePicker({ multiple, types });
  return Promise.all(handles.map(withFile));
}

async function withFile(handle) {
  const file = await handle.getFile();
  return { file, name: file.name, handle };
}

// Without a store the person chooses the file again, so nothing here is an error.
function inStore(mode, work) {
  return new Promise((resolve) => {
    const opening = indexedDB.open("sanggar-uploads", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => resolve(undefined);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      const end = () => {
        database.close();
        resolve(request.result);
      };
      transaction.oncomplete = end;
      transaction.onabort = end;
    };
  });
}
