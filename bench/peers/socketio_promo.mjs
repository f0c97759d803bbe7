// socket.io, websocket transport alone: `socket.broadcast.emit` to everybody else.
import { Server } from "socket.io";

const server = new Server(Number(process.argv[2]), {
  transports: ["websocket"],
  perMessageDeflate: false,
});

server.on("connection", (socket) => {
  socket.on("publish", (promo) => socket.broadcast.emit("promo", promo));
});
