// The first thing that Socket.IO's server does with a WebSocket: it upgrades it and speaks first.
const { upgrade } = require("../echo.js");

/** Whether a request is of Socket.IO's own protocol; others are of tests that look at what reaches the app. */
exports.isEngineIo = ({ url }) => new URL(url, "http://app").searchParams.has("EIO");

/** Opens a WebSocket and sends the packet that opens a session. */
exports.openSession = (request, socket) => {
  const { pathname, searchParams } = new URL(request.url, "http://app");
  if (pathname !== "/socket.io/" || searchParams.get("EIO") !== "4") {
    socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    return;
  }
  upgrade(request, socket);
  const packet = Buffer.from(
    JSON.stringify({
      sid: "session",
      upgrades: [],
      pingInterval: 25000,
      pingTimeout: 20000,
      maxPayload: 1e6,
    }),
  );
  const text = Buffer.concat([Buffer.from("0"), packet]);
  socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
};
