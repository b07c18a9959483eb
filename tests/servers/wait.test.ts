import { createServer, type Server } from "node:net";
import { runProgram } from "../support/program";
import { Container } from "./container";
import { nginxImage } from "./images";
import { eventually, nameHosts } from "./machine";
import { podSpecOf } from "./pod-spec";

const peers = [
  { name: "postgres.openops-dev.svc", host: "127.0.2.1", port: 5432 },
  { name: "redis.openops-dev.svc", host: "127.0.2.2", port: 6379 },
  { name: "openops-tables", host: "127.0.2.3", port: 80 },
  { name: "openops-analytics", host: "127.0.2.4", port: 8088 },
] as const;

const servers: Server[] = [];

afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listen({ host, port }: (typeof peers)[number]): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ host, port }, resolve));
}

async function startWait(): Promise<Container> {
  const program = await runProgram("dev", { "openops:preset": "dev" });
  return Container.start(podSpecOf(program, "openops-app", "wait-for-peers"), nginxImage);
}

describe("the init container of the app", () => {
  test("waits for each peer in turn and ends once all answer", async () => {
    nameHosts(Object.fromEntries(peers.map(({ name, host }) => [name, host])));
    const container = await startWait();
    for (const peer of peers) {
      await eventually(() =>
        container.log().endsWith(`waiting for ${peer.name}:${peer.port}\n`) ? true : undefined,
      );
      await listen(peer);
    }

    expect(await container.ended).toBe(0);
    expect([...new Set(container.log().trim().split("\n"))]).toEqual(
      peers.flatMap(({ name, port }) => [`waiting for ${name}:${port}`, `${name}:${port} answers`]),
    );
  }, 20_000);

  test("ends at once where all peers answer", async () => {
    await Promise.all(peers.map(listen));
    const container = await startWait();

    expect(await container.ended).toBe(0);
    expect(container.log()).toBe(peers.map(({ name, port }) => `${name}:${port} answers\n`).join(""));
  });

  test("waits while names are not found, and names the resolver that does not answer", async () => {
    nameHosts({});
    const container = await startWait();
    const line =
      "waiting for postgres\\.openops-dev\\.svc:5432: no answer from DNS at( [\\d.]+)* " +
      "\\(what network policies allow: openops:network\\)\n";

    await eventually(() => (new RegExp(`^(${line}){2}$`).test(container.log()) ? true : undefined));
    await container.remove();
  });
});
