// Whose this device's subscription is: told to the server for each new session, ended for a stranger.
const OWNER = "push:owner";
const TOLD = "push:told";

/** Gives the server the subscription; resolves with whether it took it. */
export async function tellServer(subscription) {
  const answer = await fetch("/push/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(subscription),
  });
  return answer.ok;
}

/** Notes that the present viewer has switched this device on. */
export function claim() {
  write(localStorage, OWNER, document.body.dataset.viewer);
  write(sessionStorage, TOLD, "yes");
}

/** Ends the subscription of this device, in the browser itself. */
export async function disown() {
  write(localStorage, OWNER, "");
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

/** Once a tab: binds the device to the owner's new session, or ends what was somebody else's. */
export async function keepOwner() {
  const owner = read(localStorage, OWNER);
  if (!owner) return;
  if (owner !== document.body.dataset.viewer) {
    await disown();
    return;
  }
  if (read(sessionStorage, TOLD)) return;
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  if (!subscription) write(localStorage, OWNER, "");
  else if (await tellServer(subscription)) write(sessionStorage, TOLD, "yes");
}

function read(store, key) {
  try {
    return store.getItem(key);
  } catch {
    return null; // a forbidden store
  }
}

function write(store, key, value) {
  try {
    if (value) store.setItem(key, value);
    else store.removeItem(key);
  } catch {
    // As above: the device hears until the session ends.
  }
}
