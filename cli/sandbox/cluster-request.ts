import { parseArgs } from "node:util";
import { dnsKinds, type DnsKind } from "../../sandbox";
import { options } from "./command-line";

const subcommands = ["start", "stop", "status", "reset", "kubeconfig", "images", "tools"] as const;
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
