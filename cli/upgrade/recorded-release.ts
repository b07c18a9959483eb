import { z } from "zod";
import { completeReleaseKind, releaseSchema, type Release } from "../../components/checks/recorded/release";
import { CommandError } from "../errors";
import { deploymentIn } from "../rehearsal/state/state-file";
import { EngineProgram } from "../stack-access/engine-program";
import { parseExport } from "../stack-access/state-resource";

interface Recorded {
  readonly type: string;
  readonly outputs?: unknown;
}

const outputsSchema = z.looseObject({ release: releaseSchema });

/**
 * The release of the last complete update in the sandbox, by the file of its state.
 *
 * @returns undefined before the first one
 */
export function rehearsedRelease(stateFile: string): Release | undefined {
  return releaseIn(deploymentIn(stateFile)?.resources ?? []);
}

/** The release of the last complete update in the user's own backend. */
export async function officialRelease(root: string, stack: string): Promise<Release | undefined> {
  const engine = new EngineProgram({ program: "pulumi", folder: root, environment: process.env });
  try {
    return releaseIn(parseExport(await engine.run(["stack", "export", "--stack", stack])));
  } catch (error) {
    // Pulumi offers to make a stack that is not there, which has no release yet.
    if (error instanceof CommandError && /no stack named/i.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}

function releaseIn(resources: readonly Recorded[]): Release | undefined {
  const noted = resources.find(({ type }) => type === `openops:${completeReleaseKind}`);
  const parsed = outputsSchema.safeParse(noted?.outputs);
  return parsed.success ? parsed.data.release : undefined;
}
