// Tells the server in which of Indonesia's three zones this browser lives, once: it keeps a cookie.
import { remember } from "./remember.js";

const BY_OFFSET = { 480: "Asia/Makassar", 540: "Asia/Jayapura" };

/** Starts on <body> while nobody has chosen a zone; the times of the page follow at once. */
export function start(body) {
  const zone = BY_OFFSET[-new Date().getTimezoneOffset()] ?? "Asia/Jakarta";
  body.dataset.zone = zone;
  remember("zone", zone);
}
