import type { z } from "zod";
import { runKubectl, type KubectlAccess } from "../drift/live-objects";

/**
 * Options of an annotation that outlives updates: Pulumi takes what kubectl writes under its own name
 * for a part of the program, and removes it at the next update of the object.
 */
export const ownAnnotation = ["--overwrite", "--field-manager=openops-commands"] as const;

/** Runs kubectl on one cluster. */
export class Kubectl {
  constructor(readonly access: KubectlAccess) {}

  /**
   * Runs a command to its end; a manifest goes to its standard input.
   *
   * @returns what it printed
   * @throws CommandError with what it said, when it fails
   */
  run(args: readonly string[], manifest = ""): Promise<string> {
    return runKubectl(this.access, args, manifest);
  }

  /** Reads objects as JSON; undefined where there is none of that name. */
  async read<Schema extends z.ZodType>(
    schema: Schema,
    args: readonly string[],
  ): Promise<z.output<Schema> | undefined> {
    const text = await this.run(["get", ...args, "--output=json", "--ignore-not-found"]);
    return text.trim() === "" ? undefined : schema.parse(JSON.parse(text));
  }
}
