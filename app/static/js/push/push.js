// Notifications on this device: asked for by a click, never by itself; see templates/push/_device.html.
import { claim, disown, tellServer } from "./device.js";

/** Starts on the element of a page that offers notifications. */
export function start(root) {
  const controller = new AbortController();
  const { signal } = controller;
  const show = (state) => {
    if (!signal.aborted) root.dataset.state = state;
  };
  const on = async () => {
    show((await switchOn(root.dataset.key)) ?? "failed");
  };
  const off = async (event) => {
    event.preventDefault();
    const form = event.target;
    await disown();
    form.submit(); // the server's word counts: it forgets the device
  };
  root.querySelector("[data-on]").addEventListener("click", on, { signal });
  root.querySelector("form")?.addEventListener("submit", off, { signal });
  present().then(show);
  return () => controller.abort();
}

async function present() {
  if (isPhoneTab()) return "phone";
  if (!globalThis.PushManager || !globalThis.Notification || !navigator.serviceWorker)
    return "none";
  if (Notification.permission === "denied") return "denied";
  const registration = await navigator.serviceWorker.getRegistration();
  const found = await registration?.pushManager.getSubscription();
  return found && Notification.permission === "granted" ? "on" : "off";
}

// iPhones and iPads know notifications only in the app that was put on the home screen.
function isPhoneTab() {
  const isApple = /iPhone|iPad/.test(navigator.userAgent) || isDesktopLikePad();
  return isApple && navigator.standalone === false;
}

function isDesktopLikePad() {
  return navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
}

async function switchOn(key) {
  const permission = await Notification.requestPermission();
  if (permission === "denied") return "denied";
  if (permission !== "granted") return "off";
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    const { pushManager } = await navigator.serviceWorker.ready;
    const old = await pushManager.getSubscription();
    const subscription =
      old ?? (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    if (!(await tellServer(subscription))) return "failed";
    claim();
    return "on";
  } catch (problem) {
    console.warn("no notifications", problem);
    return "failed";
  }
}
