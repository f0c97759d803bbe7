// Node's `ws`: what /publish says goes to everybody else, as the library's page on broadcasts shows.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(process.argv[2]),
  perMessageDeflate: false,
});
const listeners = new Set();

server.on("connection", (socket, request) => {
  if (request.url === "/publish") {
    socket.on("message", (data) => {
      for (const listener of listeners) {
        listener.send(data, { binary: false });
      }
    });
    return;
  }
  listeners.add(socket);
  socket.on("close", () => listeners.delete(socket));
});
