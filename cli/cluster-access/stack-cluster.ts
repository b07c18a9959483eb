import type { CheckedStack } from "../checked-stack";
import { checkOfficial } from "../official/official-stack";
import { prepareRehearsal, type Rehearsal } from "../rehearsal/workspace";
import { report } from "../terminal/print";
import { pathsOf } from "../paths";
import { Kubectl } from "./kubectl";

/** The cluster that a stack is on. */
export interface StackCluster {
  readonly kubectl: Kubectl;
  /** Whether pods only seem to run, as in the sandbox without a real node. */
  readonly played: boolean;
}

/** Which stack's cluster. */
export interface OpenArgs {
  readonly root: string;
  readonly checked: CheckedStack;
  /** The kubeconfig context; without it the sandbox is meant. */
  readonly context: string | undefined;
}

/**
 * Opens the cluster of a stack.
 *
 * @throws CommandError where that cannot be
 */
export async function stackCluster({ root, checked: { file }, context }: OpenArgs): Promise<StackCluster> {
  if (context !== undefined) {
    checkOfficial({ root, file, context });
    return officialCluster(context);
  }
  return rehearsedCluster(await prepareRehearsal({ paths: pathsOf(root), file, report }));
}

/** The cluster of a kubeconfig context, by the user's own kubectl. */
export function officialCluster(context: string): StackCluster {
  return { kubectl: new Kubectl({ program: "kubectl", args: [`--context=${context}`] }), played: false };
}

/** The sandbox, where nobody has to be asked which context is meant. */
export function rehearsedCluster({ tools, cluster }: Rehearsal): StackCluster {
  const access = { program: tools.kubectl, args: [`--kubeconfig=${cluster.adminKubeconfig}`] };
  return { kubectl: new Kubectl(access), played: cluster.played };
}
