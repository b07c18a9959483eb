import { z } from "zod";
import { ownAnnotation, type Kubectl } from "../cluster-access/kubectl";
import { migrationsSchema } from "./migrations";

/** An upgrade that is under way; the next update reads this after a failure. */
const annotation = "openops.com/upgrade";

const noteSchema = z.object({
  /** The version before the upgrade. */
  from: z.string(),
  /** The backup from before the upgrade. */
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

/** The note in the cluster, so that any machine can go on after a killed command. */
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

  /** Writes the note, or deletes it when no upgrade is under way. */
  async write(note: UpgradeNote | undefined): Promise<void> {
    const value = note === undefined ? "-" : `=${JSON.stringify(note)}`;
    const object = `deployment/${holder}`;
    const command = ["annotate", object, `${annotation}${value}`, ...ownAnnotation];
    await this.kubectl.run([...command, "--namespace", this.namespace]);
  }
}
