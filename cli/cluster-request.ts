import { parseArgs } from "node:util";
import { dnsKinds, type DnsKind } from "../sandbox";

/** How the command is used. */
export const usage = `usage: npm run sandbox -- COMMAND [--name NAME] [--nodes KIND] [--dns KIND] [--images FOLDER] [--stack NAME] [--json]

  start        start the rehearsal cluster, or repair it; does nothing when it runs
  stop         end its processes and keep its state
  status       show what runs
  reset        end its processes and delete its state, with the stacks in it and the simulated clouds
  kubeconfig   print the path of the kubeconfig file
  images       bring the images of a stack from their registries, for real nodes

  --name NAME      another cluster beside the default one; letters, digits and "-"
  --nodes KIND     with start: "played" (the default), where pods become ready without running, or "real",
                   where they run (Linux, root); kept until reset
  --dns KIND       with real nodes, where the cluster's DNS is: "pods" (the default), "node", at a link-local
                   address as with NodeLocal DNSCache, or "openshift", in pods that listen on port 5353;
                   kept until reset
  --images FOLDER  with images or real nodes: archives (*.tar) of the images that pods use
                   (default .sandbox/images)
  --stack NAME     with images: the stack; default: dev
  --json           with status, start or kubeconfig: one JSON object`;

const subcommands = ["start", "stop", "status", "reset", "kubeconfig", "images"] as const;
const nodeKinds = ["played", "real"] as const;

/** What the command line asks for. */
export interface Request {
  readonly subcommand: (typeof subcommands)[number];
  readonly name?: string;
  readonly nodes?: (typeof nodeKinds)[number];
  readonly dns?: DnsKind;
  readonly images?: string;
  readonly stack?: string;
  readonly json: boolean;
}

const options = {
  name: { type: "string" },
  nodes: { type: "string" },
  dns: { type: "string" },
  images: { type: "string" },
  stack: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** Understands the arguments; undefined when they are not of the form in the usage. */
export function parseRequest(args: readonly string[]): Request | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const subcommand = subcommands.find((known) => known === positionals[0]);
    const { name, json, images, stack } = values;
    const nodes = nodeKinds.find((known) => known === values.nodes);
    const dns = dnsKinds.find((known) => known === values.dns);
    const wrongDns = values.dns !== undefined && (dns === undefined || nodes !== "real");
    const wrongName = name !== undefined && !/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name);
    const wrongNodes =
      (values.nodes !== undefined && (nodes === undefined || subcommand !== "start")) ||
      (images !== undefined && nodes !== "real" && subcommand !== "images");
    const wrongStack = stack !== undefined && subcommand !== "images";
    if (
      subcommand === undefined ||
      positionals.length > 1 ||
      wrongName ||
      wrongNodes ||
      wrongDns ||
      wrongStack
    ) {
      return undefined;
    }
    return {
      subcommand,
      json,
      ...(name !== undefined && { name }),
      ...(nodes !== undefined && { nodes }),
      ...(dns !== undefined && { dns }),
      ...(images !== undefined && { images }),
      ...(stack !== undefined && { stack }),
    };
  } catch {
    // parseArgs throws for an unknown flag only, and the usage says which there are.
    return undefined;
  }
}
