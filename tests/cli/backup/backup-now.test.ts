import { z } from "zod";
import { backupNow } from "../../../cli/backup/backup-now";
import { Kubectl } from "../../../cli/cluster-access/kubectl";
import { configOf } from "../../support/configuration";

const jobSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({ containers: z.tuple([z.object({ env: z.array(z.unknown()) })]) }),
    }),
  }),
});

/** A cluster in which an update has changed the CronJob, and has not come to the app. */
class HalfUpdatedCluster extends Kubectl {
  readonly jobs: string[] = [];

  constructor(private readonly ofApp: Readonly<Record<string, string>>) {
    super({ program: "kubectl", args: [] });
  }

  override run([verb, kind]: readonly string[], manifest = ""): Promise<string> {
    if (verb === "create") {
      this.jobs.push(manifest);
    }
    const object = verb === "get" ? this.object(kind) : undefined;
    return Promise.resolve(object === undefined ? "" : JSON.stringify(object));
  }

  private object(kind: string | undefined): object | undefined {
    const pod = (env: Readonly<Record<string, string>>) => ({
      spec: {
        containers: [{ env: Object.entries(env).map(([name, value]) => ({ name, value })) }],
      },
    });
    switch (kind) {
      case "cronjob": {
        const template = pod({ DATABASES: "app", OPENOPS_VERSION: "0.6.25", TABLES_VERSION: "0.2.19" });
        return { metadata: {}, spec: { jobTemplate: { spec: { template } } } };
      }
      case "deployment":
        return { spec: { template: pod(this.ofApp) } };
      case "job":
        return { status: { conditions: [{ type: "Complete", status: "True" }] } };
      default:
        return undefined;
    }
  }
}

async function variablesOfBackup(ofApp: Readonly<Record<string, string>>): Promise<unknown> {
  const kubectl = new HalfUpdatedCluster(ofApp);
  await backupNow({
    checked: { config: configOf(), namespace: "openops-dev" },
    cluster: { kubectl, played: true },
    report: () => undefined,
  });
  const [job = "{}"] = kubectl.jobs;
  return jobSchema.parse(JSON.parse(job)).spec.template.spec.containers[0].env;
}

describe("a backup that is made by hand", () => {
  test("is named after the releases of the app that runs, whatever an unfinished update has asked for", async () => {
    const running = { OPS_VERSION: "0.6.24", OPS_OPENOPS_TABLES_VERSION: "0.2.17" };

    expect(await variablesOfBackup(running)).toEqual([
      { name: "DATABASES", value: "app" },
      { name: "OPENOPS_VERSION", value: "0.6.24" },
      { name: "TABLES_VERSION", value: "0.2.17" },
    ]);
  });

  test("is named after the stack's releases where the app does not say its own", async () => {
    expect(await variablesOfBackup({})).toContainEqual({ name: "OPENOPS_VERSION", value: "0.6.25" });
  });
});
