import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";

import { type Pair, newAuthority, newServer } from "./tls-resources";

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

type Visit = { readonly server: Pair; readonly authority: Pair; readonly name: string };

/** Connects with full verification; says "verified", or the code of the client's error. */
async function visit({ server, authority, name }: Visit): Promise<string> {
  const listener = createServer({ cert: server.certificate, key: server.key }, (socket) => socket.end());
  listener.on("tlsClientError", () => undefined).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const port = isAddress(address) ? address.port : 0;
  const socket = connect({ host: "127.0.0.1", port, servername: name, ca: authority.certificate });
  const outcome = await new Promise<string>((resolve) => {
    socket.once("secureConnect", () => resolve(socket.authorized ? "verified" : "not verified"));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  socket.destroy();
  listener.close();
  await once(listener, "close");
  return outcome;
}

let authority: Pair;
let server: Pair;

beforeAll(async () => {
  authority = await newAuthority();
  server = await newServer(authority);
});

test.each(["db.example", "replica.db.example"])("a client verifies the server as %s", async (name) => {
  expect(await visit({ server, authority, name })).toBe("verified");
});

test.each(["other.example", "a.b.db.example"])("a client refuses the server as %s", async (name) => {
  expect(await visit({ server, authority, name })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
});

test("a client refuses an expired certificate", async () => {
  const expired = await newServer(authority, { certificate: { validityPeriodHours: 0 } });
  expect(await visit({ server: expired, authority, name: "db.example" })).toBe("CERT_HAS_EXPIRED");
});

test("a client refuses another authority, also one of the same name", async () => {
  const other = await newAuthority();
  const named = await newAuthority({ subject: { commonName: "another authority" } });
  expect(await visit({ server, authority: named, name: "db.example" })).toBe(
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  );
  expect(await visit({ server, authority: other, name: "db.example" })).toBe(
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  );
});

test("a client refuses a certificate that is not for servers", async () => {
  const client = await newServer(authority, { certificate: { allowedUses: ["client_auth"] } });
  expect(await visit({ server: client, authority, name: "db.example" })).toBe("INVALID_PURPOSE");
});

test.each([{ algorithm: "RSA" }, { algorithm: "ECDSA", ecdsaCurve: "P384" }, { algorithm: "ED25519" }])(
  "a client verifies a server with a key of %j",
  async (key) => {
    expect(await visit({ server: await newServer(authority, { key }), authority, name: "db.example" })).toBe(
      "verified",
    );
  },
);
