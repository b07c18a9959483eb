import { cpus, release, totalmem } from "node:os";
import { programVersion, showVersion } from "../sandbox";
import type { Workshop } from "./candidates";
import type { Origin } from "./figures/figures";

/** Where and with what figures are taken; no machine has its name in it. */
export async function originOf({ tools, rivals }: Workshop, runs: number): Promise<Origin> {
  const versions = [
    ["Pulumi", await programVersion(tools.pulumi, ["version"])],
    ["Kubernetes", await programVersion(tools["kube-apiserver"], ["--version"])],
    ["helm", await programVersion(rivals.helm, ["version", "--short"])],
  ] as const;
  const memoryGi = Math.round(totalmem() / 1024 ** 3);
  // What follows the number is the distribution's or the provider's own.
  const [kernel = ""] = release().split("-");
  return {
    machine: `${cpus().length} x ${cpus()[0]?.model ?? "processor"}, ${memoryGi} GiB, ${process.platform} ${kernel}`,
    versions: {
      "Node.js": process.versions.node,
      ...Object.fromEntries(
        versions.flatMap(([name, version]) => (version === undefined ? [] : [[name, showVersion(version)]])),
      ),
    },
    plugins: "stand-in plugins",
    runs,
  };
}
