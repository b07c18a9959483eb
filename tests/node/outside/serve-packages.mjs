// A registry of npm packages that knows every name: `node serve-packages.mjs ADDRESS PORT`.
import { createServer } from "node:http";

const [address, port] = process.argv.slice(2);
createServer(({ url = "" }, response) => {
  const name = decodeURIComponent(url.slice(1));
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ name, versions: {} }));
}).listen(Number(port), address, () => process.stdout.write("listens\n"));
