import Redis from "ioredis";
import type { ProgramRun } from "../support/program";
import { run as runCommand } from "./command";
import { Container } from "./container";
import { analyticsImage, nginxImage, streamOptions } from "./images";
import { eventually, installedPackages } from "./machine";
import { podSpecOf, secretOf } from "./pod-spec";

/** What redis-py, as Superset has it, says of a URL in a pod of analytics: any client's pod has the same authorities. */
export async function pingByPython(program: ProgramRun, url: string): Promise<string> {
  const client = await Container.start(podSpecOf(program, "openops-analytics"), analyticsImage(undefined), {
    command: ["sleep", "infinity"],
  });
  const script = 'import os, redis; print(redis.from_url(os.environ["URL"]).ping())';
  const { output, errors } = await client.exec(["python3", "-c", script], { environment: { URL: url } });
  await client.remove();
  return output + errors;
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
