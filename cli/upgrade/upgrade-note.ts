import { z } from "zod";
import { ownAnnotation, type Kubectl } from "../cluster-access/kubectl";
import { migrationsSchema } from "./migrations";

/** An upgrade that is under way; an update that goes on after a failure finds it by this. */
const annotation = "openops.com/upgrade";

const noteSchema = z.object({
  /** The version that is left. */
  from: z.string(),
  /** The backup from before it. */
  backup: z.string().optional(),
  /** The migrations that had run before it; absent where they could not be told. */
  migrations: migrationsSchema.optional(),
});

/** What is known of a stack from before its upgrade. */
export type UpgradeNote = z.output<typeof noteSchema>;

const deploymentSchema = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }),
});

const holder = "openops-app";

/** The note in the cluster, where a killed command and another machine leave it. */
export class KeptNote {
  constructor(
    private readonly kubectl: Kubectl,
    private readonly namespace: string,
  ) {}

  /** Undefined where no upgrade is under way. */
  async read(): Promise<UpgradeNote | undefined> {
    const found = await this.kubectl.read(deploymentSchema, [
      "deployment",
      holder,
      "--namespace",
      this.namespace,
    ]);
    const text = found?.metadata.annotations[annotation];
    return text === undefined ? undefined : noteSchema.parse(JSON.parse(text));
  }

  /** Keeps it, or forgets it once no upgrade is under way any more. */
  async write(note: UpgradeNote | undefined): Promise<void> {
    const value = note === undefined ? "-" : `=${JSON.stringify(note)}`;
    const object = `deployment/${holder}`;
    const command = ["annotate", object, `${annotation}${value}`, ...ownAnnotation];
    await this.kubectl.run([...command, "--namespace", this.namespace]);
  }
}
