import { showVersion, type Version } from "./version";

/** The programs the sandbox's control plane consists of and is driven with. */
export const toolNames = [
  "pulumi",
  "etcd",
  "kwok",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
] as const;

/** Which releases of Pulumi and of the control plane: the pinned ones, or the oldest supported ones. */
export type Releases = "pinned" | "oldest";

/** The programs that a real node needs beside those of its Debian system. */
export const nodeToolNames = ["kubelet", "kube-proxy", "coredns", "umoci"] as const;

/** The plugins of Pulumi that are built from their own sources, where tests hold the stand-ins against them. */
export const officialPluginNames = ["pulumi-resource-kubernetes"] as const;

/** The programs that `npm run bench` compares this one with, beside kubectl. */
export const rivalNames = ["helm"] as const;

export type ToolName =
  | (typeof toolNames)[number]
  | (typeof nodeToolNames)[number]
  | (typeof officialPluginNames)[number]
  | (typeof rivalNames)[number];

/** The absolute path of each program. */
export type Tools = Readonly<Record<(typeof toolNames)[number], string>>;

/** The absolute path of each program of a real node. */
export type NodeTools = Readonly<Record<(typeof nodeToolNames)[number], string>>;

/** The absolute path of each official plugin. */
export type OfficialPlugins = Readonly<Record<(typeof officialPluginNames)[number], string>>;

/** The absolute path of each program that is compared. */
export type Rivals = Readonly<Record<(typeof rivalNames)[number], string>>;

/** Files of a required module that the sources in sandbox/tools embed, by the name that they have there. */
export interface EmbeddedFiles {
  readonly module: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Which Go module of sandbox/tools pins a tool, and how the tool is built and asked for its version. */
export interface ToolSource {
  readonly module: ModuleName;
  /** The module that pins the oldest release that the program supports, where users bring their own. */
  readonly oldestModule?: ModuleName;
  readonly package: string;
  /** How the program is asked for its version; absent where it has no such option. */
  readonly versionArgs?: readonly string[];
  /** The release that the pinned commit is of, where the module's own version does not name one. */
  readonly release?: string;
  /** Files of another module that the package embeds. */
  readonly embedded?: EmbeddedFiles;
  /** Values the linker sets, because a module built from the module cache does not know its own version. */
  readonly linkerValues: (version: Version) => Readonly<Record<string, string>>;
  /** Tools of one set are used from the machine together or not at all: they must be of one version. */
  readonly set?: string;
}

/** In the order of building: the longest first, so that two at a time end soonest. */
export const moduleNames = [
  "kubernetes",
  "kubernetes-oldest",
  "kubernetes-plugin",
  "pulumi",
  "pulumi-oldest",
  "kwok",
  "etcd",
  "coredns",
  "umoci",
  "helm",
] as const;

export type ModuleName = (typeof moduleNames)[number];

const none = (): Readonly<Record<string, string>> => ({});

function kubernetesVersion(version: Version): Readonly<Record<string, string>> {
  const { major, minor } = version;
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
  };
}

function controlPlane(command: ToolName): ToolSource {
  return { ...kubernetes(command), oldestModule: "kubernetes-oldest", set: "control plane" };
}

const kubernetesPlugin = "github.com/pulumi/pulumi-kubernetes/provider/v4";

export const toolSources: Readonly<Record<ToolName, ToolSource>> = {
  pulumi: {
    module: "pulumi",
    oldestModule: "pulumi-oldest",
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
  "kube-apiserver": controlPlane("kube-apiserver"),
  "kube-controller-manager": controlPlane("kube-controller-manager"),
  "kube-scheduler": controlPlane("kube-scheduler"),
  kubectl: { ...kubernetes("kubectl"), versionArgs: ["version", "--client"] },
  kubelet: kubernetes("kubelet"),
  "kube-proxy": kubernetes("kube-proxy"),
  coredns: {
    module: "coredns",
    package: "github.com/coredns/coredns",
    versionArgs: ["-version"],
    linkerValues: none,
  },
  umoci: {
    module: "umoci",
    package: "github.com/opencontainers/umoci/cmd/umoci",
    versionArgs: ["--version"],
    linkerValues: none,
  },
  "pulumi-resource-kubernetes": {
    module: "kubernetes-plugin",
    package: ".",
    // The newest commit that is served as a module, of the day that 4.25.0 was released.
    release: "4.25.0",
    linkerValues: (version) => ({ [`${kubernetesPlugin}/pkg/version.Version`]: showVersion(version) }),
    embedded: {
      module: kubernetesPlugin,
      files: {
        "schema.json": "cmd/pulumi-resource-kubernetes/schema.json",
        "terraform-mapping.json": "cmd/pulumi-resource-kubernetes/terraform-mapping.json",
      },
    },
  },
  helm: {
    module: "helm",
    package: "helm.sh/helm/v4/cmd/helm",
    versionArgs: ["version", "--short"],
    linkerValues: (version) => ({
      "helm.sh/helm/v4/internal/version.version": `v${showVersion(version)}`,
    }),
  },
};

/** The programs of which the oldest supported release is pinned as well. */
export const oldestToolNames = toolNames.filter((tool) => toolSources[tool].oldestModule !== undefined);
