import Redis from "ioredis";
import type { ProgramRun } from "../../support/program";
import { run as runCommand } from "../command";
import { Container } from "../container";
import { analyticsImage, nginxImage, streamOptions, tablesImage, type Image } from "../images";
import { eventually, installedPackages, scratchFolder } from "../machine";
import { podSpecOf, secretOf } from "../pod-spec";

const pythonImages = {
  "openops-analytics": () => analyticsImage(undefined),
  "openops-tables": tablesImage,
} as const satisfies Readonly<Record<string, () => Image>>;

interface PythonClient {
  readonly service: keyof typeof pythonImages;
  readonly url: string;
  /** An expression of Python about a `client`. */
  readonly question?: string;
}

/** What redis-py, as a service has it, says over a URL in the service's pod. */
export async function askByPython(
  program: ProgramRun,
  { service, url, question = "client.ping()" }: PythonClient,
): Promise<string> {
  const script = `import os, redis; client = redis.from_url(os.environ["URL"]); print(${question})`;
  const container = await Container.start(podSpecOf(program, service), pythonImages[service](), {
    command: ["python3", "-c", script],
    environment: { URL: url },
    claims: { data: scratchFolder("data") },
  });
  await container.ended;
  return container.log();
}

interface NodeClient {
  readonly url: string;
  /** The file with additional authorities, where the process is told of one. */
  readonly authorities: string | undefined;
}

/** What ioredis, as OpenOps has it, says of a URL in a process of its own. */
export async function pingByNode({ url, authorities }: NodeClient): Promise<string> {
  const script = `
    const client = new (require(process.env.CLIENT).default)(process.env.URL, { retryStrategy: () => null, disconnectTimeout: 100 });
    client.on("error", (error) => console.log(error.code));
    client.ping().then(console.log, () => undefined).finally(() => client.disconnect());`;
  const { output } = await runCommand([process.execPath, "-e", script], {
    environment: {
      PATH: process.env.PATH,
      URL: url,
      CLIENT: `${installedPackages("app-clients")}/node_modules/ioredis`,
      NODE_EXTRA_CA_CERTS: authorities,
    },
  });
  return output;
}

/** What ioredis says through the proxy in the app's pod; where that refuses the server, with its log. */
export async function pingThroughProxy(program: ProgramRun): Promise<string> {
  const spec = podSpecOf(program, "openops-app", "cache-proxy");
  const command = spec.container.command.map((word) => (word === "daemon off;" ? streamOptions : word));
  const proxy = await Container.start(spec, nginxImage, { command });
  const url = secretOf(program, "openops-app").OPS_REDIS_URL ?? "";
  expect(url).toMatch(/^redis:\/\/:[^@]+@127\.0\.0\.1:6379\/0$/);
  try {
    return await eventually(async () => {
      const client = new Redis(url, { retryStrategy: () => null, disconnectTimeout: 100 });
      client.on("error", () => undefined);
      const answer = await client.ping().catch((error: unknown) => String(error));
      client.disconnect();
      return answer === "PONG" || proxy.log().includes("certificate") ? answer + proxy.log() : undefined;
    });
  } finally {
    await proxy.remove();
  }
}
