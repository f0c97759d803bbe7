// What the browser keeps for the server's next page, in cookies that scripts may write.
const YEAR = 31_536_000;

/** Keeps a value for a year; an empty one is forgotten. */
export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox ESR
  document.cookie = `${name}=${value}; path=/; max-age=${value ? YEAR : 0}; samesite=lax${secure}`;
}
