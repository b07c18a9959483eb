import type * as pulumi from "@pulumi/pulumi";
import type { Administrator } from "./administrator";
import type { ComponentOptions } from "./component";
import type { SecretValueName } from "./model/secrets";
import type { ClientScope } from "./scope";

interface OptionalPartsArgs extends Administrator {
  readonly scope: ClientScope;
  readonly secret: (name: SecretValueName) => pulumi.Output<string>;
}

/** Adds what a stack can do without; each part is loaded only where it is on. */
export async function addOptionalParts(args: OptionalPartsArgs, options: ComponentOptions): Promise<void> {
  const { backup, monitoring } = args.scope.plan.config;
  if (backup.enabled) {
    const { Backup } = await import("./backup/backup");
    new Backup("backup", args, options);
  }
  if (monitoring.kind === "prometheus") {
    const { Monitoring } = await import("./monitoring/monitoring");
    new Monitoring("monitoring", { scope: args.scope, settings: monitoring }, options);
  }
}
