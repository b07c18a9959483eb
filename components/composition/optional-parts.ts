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
  const { backup, monitoring } = args.scope.plan.config;
  if (backup.enabled) {
    const { Backup } = await import("../resources/backup/backup");
    new Backup("backup", args, options);
  }
  if (monitoring.kind === "prometheus") {
    const { Monitoring } = await import("../resources/monitoring/monitoring");
    new Monitoring("monitoring", { scope: args.scope, settings: monitoring }, options);
  }
}
