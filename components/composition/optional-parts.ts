import type * as pulumi from "@pulumi/pulumi";
import type { Administrator } from "../resources/stores/administrator";
import type { ComponentOptions } from "../resources/component";
import type { SecretValueName } from "../values/secret-definitions";
import type { ClientScope } from "../resources/scope";

interface OptionalPartsArgs extends Administrator {
  readonly scope: ClientScope;
  readonly secret: (name: SecretValueName) => pulumi.Output<string>;
}

/** Adds what a stack can do without; each part is loaded only where it is on. */
export async function addOptionalParts(args: OptionalPartsArgs, options: ComponentOptions): Promise<void> {
  const { backup, monitoring } = args.scope.plan;
  if (backup !== undefined) {
    const { Backup } = await import("../resources/backup/backup");
    new Backup("backup", { ...args, backup }, options);
  }
  if (monitoring !== undefined) {
    const { Monitoring } = await import("../resources/monitoring/monitoring");
    new Monitoring("monitoring", { scope: args.scope, monitoring }, options);
  }
}
