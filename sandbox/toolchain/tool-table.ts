import { showVersion, type Version } from "./version";

/** The programs the sandbox consists of and is driven with. */
export const toolNames = [
  "pulumi",
  "etcd",
  "kwok",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
] as const;

export type ToolName = (typeof toolNames)[number];

/** The absolute path of each program. */
export type Tools = Readonly<Record<ToolName, string>>;

/** Which Go module of sandbox/tools pins a tool, and how the tool is built and asked for its version. */
export interface ToolSource {
  readonly module: ModuleName;
  readonly package: string;
  readonly versionArgs: readonly string[];
  /** Values the linker sets, because a module built from the module cache does not know its own version. */
  readonly linkerValues: (version: Version) => Readonly<Record<string, string>>;
  /** Tools of one set are used from the machine together or not at all: they must be of one version. */
  readonly set?: string;
}

/** In the order of building: the longest first, so that two at a time end soonest. */
export const moduleNames = ["kubernetes", "pulumi", "kwok", "etcd"] as const;

export type ModuleName = (typeof moduleNames)[number];

const none = (): Readonly<Record<string, string>> => ({});

function kubernetesVersion(version: Version): Readonly<Record<string, string>> {
  const [major, minor] = version.numbers;
  const prefix = "k8s.io/component-base/version";
  return {
    [`${prefix}.gitVersion`]: `v${showVersion(version)}`,
    [`${prefix}.gitMajor`]: String(major),
    [`${prefix}.gitMinor`]: String(minor),
  };
}

function kubernetes(command: ToolName): ToolSource {
  return {
    module: "kubernetes",
    package: `k8s.io/kubernetes/cmd/${command}`,
    versionArgs: ["--version"],
    linkerValues: kubernetesVersion,
    set: "control plane",
  };
}

export const toolSources: Readonly<Record<ToolName, ToolSource>> = {
  pulumi: {
    module: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    versionArgs: ["version"],
    linkerValues: (version) => ({
      "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${showVersion(version)}`,
    }),
  },
  etcd: {
    module: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    versionArgs: ["--version"],
    linkerValues: none,
  },
  kwok: {
    module: "kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    versionArgs: ["--version"],
    linkerValues: none,
  },
  "kube-apiserver": kubernetes("kube-apiserver"),
  "kube-controller-manager": kubernetes("kube-controller-manager"),
  "kube-scheduler": kubernetes("kube-scheduler"),
  kubectl: {
    module: "kubernetes",
    package: "k8s.io/kubernetes/cmd/kubectl",
    versionArgs: ["version", "--client"],
    linkerValues: kubernetesVersion,
  },
};
