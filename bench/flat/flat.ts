import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as automation from "@pulumi/pulumi/automation";
import { usage } from "./command-line";
import { prepareRehearsal } from "../../cli/rehearsal/workspace";
import { readStackFile } from "../../cli/stack-file";
import { UsageError } from "../../cli/errors";
import { pathsOf } from "../../cli/paths";
import { flatProgram } from "./flat-program";
import { readObjects } from "./manifest";

/** Runs one operation on the flat program, as a process of its own: operation, stack, rendered objects. */
export async function run([operation, stack, rendered]: readonly string[], root: string): Promise<number> {
  if (stack === undefined || rendered === undefined) {
    throw new UsageError(usage);
  }
  const paths = pathsOf(root);
  const file = readStackFile(root, stack);
  const rehearsal = await prepareRehearsal({ paths, file, report: () => undefined });
  const workDir = join(paths.projectFolder, "flat");
  mkdirSync(workDir, { recursive: true });
  const project = { name: "flat", runtime: "nodejs", ...rehearsal.project.plugins };
  writeFileSync(join(workDir, "Pulumi.yaml"), JSON.stringify(project));
  const options = { workDir, envVars: { ...rehearsal.environment }, pulumiCommand: await rehearsal.engine() };
  const objects = readObjects(rendered);
  const kubeconfig = rehearsal.cluster.deployerKubeconfig;
  const program = async () => Promise.resolve(flatProgram({ objects, kubeconfig }));
  const withProgram = { stackName: stack, projectName: "flat", program };
  switch (operation) {
    case "up":
      await (await automation.LocalWorkspace.createOrSelectStack(withProgram, options)).up();
      return 0;
    case "preview":
      await (await automation.LocalWorkspace.createOrSelectStack(withProgram, options)).preview();
      return 0;
    case "destroy":
      await (await automation.LocalWorkspace.selectStack({ stackName: stack, workDir }, options)).destroy();
      return 0;
    default:
      throw new UsageError(usage);
  }
}
