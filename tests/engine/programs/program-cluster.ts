import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assembleConfig } from "../../../components/checks/assembled-config";
import type { RawMap } from "../../../components/config/layers";
import { withNamespace } from "../../../components/checks/stack-namespace";
import { ensureTools, resetCluster, startCluster } from "../../../sandbox";
import { Installation } from "../installation";
import { kubectlFor, type Kubectl } from "../kubectl";
import { rehearse, type Outcome, type Rehearsal } from "../rehearsal";

const root = resolve(__dirname, "../../..");
const report = (): void => undefined;

/**
 * A cluster with the program on the real engine, as a user's cluster has it: without the last layer of a
 * rehearsal, so that the program finds what others made there.
 */
export class ProgramCluster {
  /** Where the cluster keeps its files. */
  readonly folder: string;

  private constructor(
    readonly namespace: string,
    readonly kubectl: Kubectl,
    private readonly parts: {
      readonly base: string;
      /** The kubeconfig file of whoever may do everything. */
      readonly kubeconfig: string;
      readonly stack: Rehearsal;
      readonly auditLog: string;
      /** The path of the program. */
      readonly kubectl: string;
    },
  ) {
    this.folder = join(parts.base, "cluster");
  }

  /** Starts a cluster for a stack whose namespace is not made yet. */
  static async start(namespace: string): Promise<ProgramCluster> {
    const base = mkdtempSync(join(tmpdir(), "openops-program-"));
    const tools = await ensureTools({ root, report });
    const cluster = await startCluster({ root, folder: join(base, "cluster"), tools, report });
    const stack = await rehearse({ root, pulumi: tools.pulumi, name: "openops" });
    return new ProgramCluster(namespace, kubectlFor(tools.kubectl, cluster.adminKubeconfig), {
      base,
      kubeconfig: cluster.deployerKubeconfig,
      stack,
      auditLog: cluster.auditLog,
      kubectl: tools.kubectl,
    });
  }

  get auditLog(): string {
    return this.parts.auditLog;
  }

  get kubeconfig(): string {
    return this.parts.kubeconfig;
  }

  get installation(): Installation {
    return new Installation(this.kubectl, this.namespace);
  }

  /** @param kubeconfig of whoever does it; default: of whoever may do everything */
  up(config: RawMap, kubeconfig = this.kubeconfig): Promise<Outcome> {
    return this.parts.stack.up(this.program(config, kubeconfig));
  }

  preview(config: RawMap, kubeconfig = this.kubeconfig): Promise<Outcome> {
    return this.parts.stack.preview(this.program(config, kubeconfig));
  }

  /** As whoever did the last update. */
  refresh(): Promise<Outcome> {
    return this.parts.stack.refresh();
  }

  /** As whoever did the last update. */
  destroy(): Promise<Outcome> {
    return this.parts.stack.destroy();
  }

  /** Everything that is said of a preview that is refused, by the program or by the engine. */
  async refusal(config: RawMap): Promise<string> {
    const program = this.program(config, this.kubeconfig);
    const refused: string[] = [];
    // Thrown in this process, a refusal would count as a failure of the tests.
    const caught = () =>
      program().catch((error: unknown) => {
        refused.push(String(error));
        return {};
      });
    const said = await this.parts.stack.preview(caught).then(
      ({ output }) => output,
      (error: unknown) => {
        refused.push(String(error));
        return "";
      },
    );
    return refused.length === 0 ? "" : [...refused, said].join("\n");
  }

  /** Puts an object into the cluster as somebody else would. */
  async apply(object: object): Promise<void> {
    const { ok, output } = await this.kubectl(["apply", "-f", "-"], JSON.stringify(object));
    if (!ok) {
      throw new Error(output);
    }
  }

  /** What the API server has of an object of the namespace: the fields that a path selects. */
  async stored(object: string, path = ".spec"): Promise<unknown> {
    const { output } = await this.kubectl(["get", object, "-n", this.namespace, "-o", `jsonpath={${path}}`]);
    const value: unknown = JSON.parse(output === "" ? "null" : output);
    return value;
  }

  async stop(): Promise<void> {
    this.parts.stack.remove();
    await resetCluster({ root, folder: this.folder, report });
    rmSync(this.parts.base, { recursive: true });
  }

  private program(values: RawMap, kubeconfig: string): () => Promise<Record<string, unknown>> {
    const { namespace } = this;
    const { kubectl } = this.parts;
    const entries = Object.entries({ preset: "dev", namespace, ...values }).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const { config, rotating, extraSecrets, faults } = withNamespace(
      assembleConfig({
        file: "Pulumi.test.yaml",
        entries: Object.fromEntries(entries),
        isEncrypted: () => false,
        encryptedPaths: () => [],
        readOverlay: () => ({}),
      }),
      "test",
    );
    if (config === undefined) {
      throw new Error(JSON.stringify(faults));
    }
    return async () => {
      const { OpenOps } = await import("../../../components/openops");
      const { outputs } = await OpenOps.install("openops", {
        config,
        namespace,
        rotating,
        extraSecrets,
        stackName: "organization/openops/test",
        storedSecrets: {},
        withheld: [],
        givenSecret: () => undefined,
        takesOver: false,
        access: { kubeconfig, kubectl },
      });
      return { ...outputs };
    };
  }
}
