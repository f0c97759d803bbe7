// tus-js-client in Node: node tus_client.mjs <endpoint> <cookie> <file> <name> [bytes before a break]
// Prints the upload's address. With a break it stops there and goes on with a second client.
import { openSync, readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, cookie, path, name, pause] = process.argv.slice(2);
const common = {
  endpoint,
  headers: { Cookie: cookie },
  metadata: { filename: name },
  chunkSize: 1024 * 1024,
  retryDelays: [0, 200, 500, 1000, 2000],
  uploadDataDuringCreation: true,
};

function send(options, stopAt = Infinity) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(readFileSync(openSync(path)), {
      ...common,
      ...options,
      onError: reject,
      onSuccess: () => resolve(upload.url),
      onChunkComplete: (_size, accepted) => {
        if (accepted >= stopAt) upload.abort().then(() => resolve(upload.url), reject);
      },
    });
    upload.start();
  });
}

let url = await send({}, pause ? Number(pause) : Infinity);
if (pause) url = await send({ uploadUrl: url });
console.log(url);
