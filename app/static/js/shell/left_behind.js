// Messages that were written offline in a room whose page is not open any more: sent from any page.

/** Sends what waits in the outboxes of this person, each with the id that makes it arrive once. */
export async function sendLeftBehind() {
  const prefix = `outbox:${document.body.dataset.viewer}:`;
  for (const key of keys(prefix)) {
    const room = key.slice(prefix.length);
    if (document.querySelector(`.room[data-room="${CSS.escape(room)}"]`)) continue; // sends its own
    const send = () => sendAll(key, room);
    await (navigator.locks?.request(key, send) ?? send()); // one tab at a time
  }
}

async function sendAll(key, room) {
  for (const item of read(key)) {
    if (item.failed) continue;
    const outcome = await post(room, item);
    if (outcome === "later") return;
    const rest = read(key).filter(({ id }) => id !== item.id);
    if (outcome === "refused") rest.push({ ...item, failed: true });
    write(key, rest);
  }
}

async function post(room, { id, body, files = [], reply }) {
  try {
    const answer = await fetch(`/api/rooms/${room}/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        id,
        body,
        files: files.map((file) => file.id),
        reply_to: reply?.id ?? null,
      }),
    });
    if (answer.ok) return "sent";
    return answer.status >= 500 || [401, 429].includes(answer.status) ? "later" : "refused";
  } catch {
    return "later";
  }
}

function keys(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return []; // a forbidden store
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}

function write(key, items) {
  if (items.length) localStorage.setItem(key, JSON.stringify(items));
  else localStorage.removeItem(key);
}
