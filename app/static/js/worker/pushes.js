// What the studio tells this device: shown unless the person has the page before their eyes.
const { icon, badge } = self.BUILD;
const IS_SAFARI = /^((?!chrome|android).)*safari/i.test(navigator.userAgent);

/** Shows what came. Safari takes the permission away from sites that stay silent. */
export async function show(event) {
  const note = event.data?.json();
  if (!note?.title) return;
  if (Number.isInteger(note.unread))
    await self.navigator.setAppBadge?.(note.unread).catch(() => {});
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!IS_SAFARI && pages.some((page) => page.focused && page.visibilityState === "visible"))
    return;
  await self.registration.showNotification(note.title, {
    body: note.body,
    lang: note.lang,
    tag: note.tag,
    icon,
    badge,
    data: { url: note.url },
  });
}

/** Opens what the note is about, in a page that is open already if there is one. */
export async function open(event) {
  event.notification.close();
  const url = new URL(event.notification.data?.url ?? "/", location.origin);
  if (url.origin !== location.origin) return;
  const pages = await self.clients.matchAll({ type: "window" });
  const here = pages.find((page) => new URL(page.url).pathname === url.pathname) ?? pages[0];
  if (!here) {
    await self.clients.openWindow(url.href);
    return;
  }
  await here.focus();
  if (new URL(here.url).pathname !== url.pathname) await here.navigate(url.href);
}

/** Tells the server the new address that the push service has given this device. */
export async function renew(event) {
  const { options } = event.oldSubscription ?? {};
  const fresh =
    event.newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (!fresh) return;
  await fetch("/push/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fresh),
  });
}
