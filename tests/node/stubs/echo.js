// The routes that every stub of a Node.js service has beside its own: they tell what reached it.
const { createHash } = require("node:crypto");

/** Ends a process as a service does that cannot start. */
exports.refuse = (error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
};

/** Answers with what was asked, or, below /stream, with a line per interval. */
exports.answer = (service, request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://stub");
  let bytes = 0;
  request.on("data", (chunk) => (bytes += chunk.length));
  request.on("end", () => {
    if (pathname.endsWith("/stream")) {
      const lines = Number(searchParams.get("lines") ?? 3);
      let line = 0;
      const next = () => {
        response.write(`line ${(line += 1)}\n`);
        return line < lines ? setTimeout(next, 500) : response.end();
      };
      return next();
    }
    setTimeout(
      () => {
        response.setHeader("Content-Type", "application/json");
        // What the nginx in the app's image adds to every answer, but for the frames.
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer-when-downgrade");
        response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains;");
        response.setHeader("Cache-Control", ["no-cache", "public, max-age=epoch"]);
        response.end(
          JSON.stringify({
            service,
            method: request.method,
            url: request.url,
            headers: request.headers,
            bytes,
          }),
        );
      },
      Number(searchParams.get("delayMs") ?? 0),
    );
  });
};

/** Accepts a WebSocket's connection and sends back whatever comes. */
exports.upgrade = (request, socket) => {
  const accept = createHash("sha1")
    .update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      `Sec-WebSocket-Accept: ${accept}\r\nX-Path: ${request.url}\r\n\r\n`,
  );
  socket.on("error", () => socket.destroy()).pipe(socket);
};
