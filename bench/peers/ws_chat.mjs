// Node's `ws` and better-sqlite3: a message is one insert; after it the room hears, the sender is answered.
// `batched` puts what arrived in one turn of the loop into one transaction instead.
import Database from "better-sqlite3";
import { WebSocketServer } from "ws";

const [port, file, mode] = process.argv.slice(2);
const database = new Database(file);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(
  "CREATE TABLE message (id INTEGER PRIMARY KEY, room TEXT NOT NULL, body TEXT NOT NULL)",
);
const insert = database.prepare("INSERT INTO message (room, body) VALUES (?, ?)");
const insertAll = database.transaction((batch) => {
  for (const [, room, message] of batch) {
    insert.run(room, message.body);
  }
});
const rooms = new Map();
const waiting = [];

function tell(socket, room, message) {
  const text = JSON.stringify({ room, body: message.body });
  for (const member of rooms.get(room)) {
    member.send(text);
  }
  socket.send(JSON.stringify({ ack: message.id }));
}

function flush() {
  const batch = waiting.splice(0);
  insertAll(batch);
  for (const each of batch) {
    tell(...each);
  }
}

function take(socket, room, message) {
  if (mode === "batched") {
    if (waiting.push([socket, room, message]) === 1) {
      setImmediate(flush);
    }
    return;
  }
  insert.run(room, message.body);
  tell(socket, room, message);
}

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(port),
  perMessageDeflate: false,
});
server.on("connection", (socket, request) => {
  const room = request.url;
  rooms.set(room, rooms.get(room) ?? new Set());
  rooms.get(room).add(socket);
  socket.on("message", (data) => take(socket, room, JSON.parse(data)));
  socket.on("close", () => rooms.get(room).delete(socket));
});
