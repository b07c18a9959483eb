import { resolve } from "node:path";
import { readGoModule } from "../../sandbox/toolchain/go-module";

const { major, minor, patch } = readGoModule(resolve(__dirname, "../.."), "kubernetes").pinOf(
  "k8s.io/kubernetes",
);

/** The release of Kubernetes that the sandbox runs, without its patch. */
export const kubernetesRelease = `v${major}.${minor}`;

/** The version of its parts that are modules of their own. */
export const stagingVersion = `v0.${minor}.${patch}`;
