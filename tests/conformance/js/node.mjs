// Runs behaviours in Node: names come in as arguments, what went wrong goes out as JSON.
import websocket from "ws";
import { runAll } from "./behaviours.mjs";

const [url, secret, ...names] = process.argv.slice(2);

console.log(JSON.stringify(await runAll(names, { url, secret, websocket })));
process.exit(0);
