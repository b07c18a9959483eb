import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureTools, startCluster } from "../../sandbox";
import { report } from "../terminal/print";

/** The stack file whose servers are in a cloud, so that it loads the SDK of one. */
const managedStack = "prod";

/** A program and its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]];

/** Something that installs the same objects. */
export interface Candidate {
  readonly name: string;
  /** Commands by phase; in this order, in every run. */
  readonly phases: Readonly<Record<string, CommandLine>>;
}

interface CandidatesArgs {
  readonly stack: string;
  /** The benchmark's own workplace. */
  readonly folder: string;
}

/** This program and its rivals, on a rehearsal cluster of their own. */
export async function candidatesOf(
  root: string,
  { stack, folder }: CandidatesArgs,
): Promise<readonly Candidate[]> {
  const tools = await ensureTools({ root, report });
  const cluster = await startCluster({ root, folder: join(folder, "cluster"), tools, report });
  const command = [process.execPath, join(root, "cli", "run.mjs")] as const;
  const rendered = join(folder, `${stack}.yaml`);
  writeFileSync(
    rendered,
    execFileSync(command[0], [command[1], "render", "--stack", stack, "--placeholders", "--with-secrets"], {
      encoding: "utf8",
    }),
  );
  const own = (name: string): CommandLine => [...command, name, "--stack", stack];
  const flat = (name: string): CommandLine => [...command, "bench-flat", name, stack, rendered];
  const kubectl = (...args: readonly string[]): CommandLine => [
    tools.kubectl,
    `--kubeconfig=${cluster.deployerKubeconfig}`,
    ...args,
  ];
  return [
    { name: "this program", phases: phases(own("up"), own("preview"), own("down")) },
    { name: "flat program", phases: phases(flat("up"), flat("preview"), flat("destroy")) },
    {
      name: "kubectl",
      phases: phases(
        kubectl("apply", "--server-side", "-f", rendered),
        kubectl("apply", "--server-side", "--dry-run=server", "-f", rendered),
        kubectl("delete", "namespace", `openops-${stack}`),
      ),
    },
    {
      name: `${managedStack}, servers in a cloud`,
      phases: { "first preview": [...command, "preview", "--stack", managedStack] },
    },
  ];
}

function phases(up: CommandLine, preview: CommandLine, destroy: CommandLine): Candidate["phases"] {
  return { "first up": up, "no-change preview": preview, "no-change up": up, destroy };
}
