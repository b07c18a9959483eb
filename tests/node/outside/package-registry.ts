import { once } from "node:events";
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { addresses } from "../../../sandbox/node/addresses";
import { nodeLayoutOf } from "../../../sandbox/node/node-layout";
import { outsideService } from "./outside-service";

const port = 4873;
const namespace = "packages";
const name = "registry";

/** The registry of npm packages beyond a real node, which engines and workers ask at every start. */
export class PackageRegistry {
  /** The configuration by which a stack asks it. */
  static readonly settings = {
    packages: {
      registry: `http://${name}.${namespace}.svc.cluster.local:${port}/`,
      addresses: [`${addresses.external}/32`],
    },
  };
  static readonly objects: readonly object[] = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    ...outsideService({ name, namespace, port }),
  ];

  #server: ChildProcess | undefined;

  constructor(private readonly clusterFolder: string) {}

  /** Starts it in the network that lies beyond the node as that runs now. */
  async start(): Promise<void> {
    this.stop();
    const first = readFileSync(nodeLayoutOf(this.clusterFolder).firstProcess, "utf8").trim();
    const network = `/proc/${first}/root/run/netns/external`;
    const program = [process.execPath, join(__dirname, "serve-packages.mjs")];
    const server = spawn(
      "setpriv",
      [
        ...["--pdeathsig", "KILL", "nsenter", `--net=${network}`, "--"],
        ...[...program, addresses.external, String(port)],
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    this.#server = server;
    await Promise.race([
      once(server.stdout, "data"),
      once(server, "exit").then(() => Promise.reject(new Error("The registry of packages did not start"))),
    ]);
  }

  stop(): void {
    this.#server?.kill("SIGKILL");
    this.#server = undefined;
  }
}
