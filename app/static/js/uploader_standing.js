// Where uploads stand, in the server's words.
const AT_A_TIME = 50;
const LOOKS = 20; // at an upload whose file is just being checked
const A_LOOK = 500;

/** Reads where an upload stands, or null when it is gone; throws when nobody says. */
export async function standing(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (response.ok) return response.json();
  if ([404, 410].includes(response.status)) return null;
  throw new Error(`the server does not say where the upload stands: ${response.status}`);
}

/** Reads where several stand, once none of them is being checked any more. */
export async function settled(endpoint, ids) {
  for (let look = 1; ; look += 1) {
    const found = await standings(endpoint, ids);
    const isOver = [...found.values()].every(({ state }) => state !== "checking");
    if (isOver || look === LOOKS) return found;
    await new Promise((resolve) => setTimeout(resolve, A_LOOK));
  }
}

/** Reads where several stand, by their ids or keys. */
export async function standings(endpoint, ids) {
  const found = new Map();
  for (let at = 0; at < ids.length; at += AT_A_TIME) {
    const named = ids.slice(at, at + AT_A_TIME).map((id) => [id.includes("-") ? "key" : "id", id]);
    const asked = new URLSearchParams(named);
    const { uploads } = await standing(`${endpoint}?${asked}`);
    for (const upload of uploads) found.set(upload.key ?? upload.id, upload);
  }
  return found;
}
