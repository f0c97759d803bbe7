// socket.io, websocket transport alone: what the namespace /publish says is emitted to the main one.
import { Server } from "socket.io";

const server = new Server(Number(process.argv[2]), {
  transports: ["websocket"],
  perMessageDeflate: false,
});

server.of("/publish").on("connection", (socket) => {
  socket.on("publish", (promo) => server.emit("promo", promo));
});
