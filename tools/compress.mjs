// Writes what browsers load once more, compressed as well as it can be: app/static/dist/z/<path>.br and .gz.
// It is done when the bundle is built, so that no request waits for it.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const STATIC = "app/static";
const OUTPUT = join(STATIC, "dist/z");
const KINDS = new Set([".css", ".js", ".svg", ".webmanifest"]);
const WORTH = 0.9; // of its size at most; what hardly shrinks is sent as it is

await rm(OUTPUT, { recursive: true, force: true });
const sources = new Set(["dist", "img", "samples"].map((folder) => join(STATIC, folder)));
for (const folder of sources) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && KINDS.has(extname(path))) await compress(path);
  }
}

async function compress(path) {
  const plain = await readFile(path);
  const made = { br: brotliCompressSync(plain, quality(plain)), gz: gzipSync(plain, { level: 9 }) };
  for (const [ending, bytes] of Object.entries(made)) {
    if (bytes.length > plain.length * WORTH) continue;
    const target = join(OUTPUT, `${relative(STATIC, path)}.${ending}`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}

function quality(plain) {
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  };
}
