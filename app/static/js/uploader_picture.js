// Small pictures of files that are about to leave, drawn one after another as their rows are seen.
const KINDS = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/heic"];
const LARGEST = 40 * 1024 * 1024; // a larger one would hold too much memory while it is decoded
const HEIGHT = 96;

const files = new WeakMap();
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    turn = turn.then(() => paint(target, files.get(target)));
  }
});
let turn = Promise.resolve();

/** Puts a picture of the file in place of the icon, once somebody can see it. */
export function showPicture(icon, file) {
  if (!KINDS.includes(file.type) || file.size > LARGEST) return;
  files.set(icon, file);
  seen.observe(icon);
}

async function paint(icon, file) {
  if (!icon.isConnected) return;
  let picture;
  try {
    picture = await createImageBitmap(file, { resizeHeight: HEIGHT, resizeQuality: "medium" });
  } catch {
    return; // not a picture, or none that this browser knows: the icon stays
  }
  const canvas = document.createElement("canvas");
  canvas.className = "file__picture";
  Object.assign(canvas, { width: picture.width, height: picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  picture.close();
  icon.replaceChildren(canvas);
}
