// The page's state read anew, when events were lost for good: the whole page, or what a part needs.
import { Turbo } from "./turbo.js";

const AGAIN = 2000;
const SPREAD = 300;

let next = null;
let pending = 0;
let isVisiting = false;

/** Draws the whole page anew, once however many ask for it, as soon as the server answers. */
export async function refresh() {
  if (isVisiting) return;
  isVisiting = true;
  const { href } = location;
  const { answer, responseHTML } = await freshAnswer();
  isVisiting = false;
  if (location.href !== href) return;
  const { status: statusCode, redirected, url } = answer;
  if (redirected) Turbo.visit(url, { action: "replace" });
  else Turbo.visit(href, { action: "replace", response: { statusCode, redirected, responseHTML } });
}

/** Resolves with this page as the server draws it now. */
export async function freshPage() {
  const { responseHTML } = await freshAnswer();
  return new DOMParser().parseFromString(responseHTML, "text/html");
}

/** Tells whether something is still being read anew. */
export function isRefreshing() {
  return pending > 0;
}

// Who asks within the same moment shares one answer; many pages do not all ask at the same one.
function freshAnswer() {
  next ??= pause(Math.random() * SPREAD).then(() => {
    next = null;
    return ask(location.href);
  });
  pending += 1;
  return next.finally(() => {
    pending -= 1;
  });
}

async function ask(url) {
  for (;;) {
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" } });
      if (answer.status < 500 && answer.status !== 429) {
        return { answer, responseHTML: await answer.text() };
      }
    } catch {
      // Without a network there is no answer: the status line says so.
    }
    await pause(AGAIN);
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
