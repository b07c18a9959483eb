import * as core from "@pulumi/kubernetes/core/v1";
import { Component, named, type ComponentOptions } from "./component";
import { hardQuota } from "../plan/pods/namespace-quota";
import { childOptions, stackMetadata, type Scope } from "./scope";

interface ResourceLimitsArgs {
  readonly scope: Scope;
}

const names = { quota: "openops-quota", limits: "openops-limits" } as const;

/** What the namespace and each container in it may use. */
export class ResourceLimits extends Component {
  constructor(name: string, { scope }: ResourceLimitsArgs, options: ComponentOptions) {
    super("index:ResourceLimits", name, options);
    const { quota } = scope.plan;
    const hard = hardQuota(quota);
    if (Object.keys(hard).length > 0) {
      new core.ResourceQuota(
        named(this, names.quota),
        { metadata: stackMetadata(scope, names.quota), spec: { hard } },
        childOptions(scope, this),
      );
    }
    if (quota.limitRange !== undefined) {
      const { maxStorageGi, ...container } = quota.limitRange;
      new core.LimitRange(
        named(this, names.limits),
        {
          metadata: stackMetadata(scope, names.limits),
          spec: {
            limits: [
              { type: "Container", ...container },
              { type: "PersistentVolumeClaim", max: { storage: `${maxStorageGi}Gi` } },
            ],
          },
        },
        childOptions(scope, this),
      );
    }
    this.registerOutputs({ hard });
  }
}

/** Limits what the namespace may use, where the configuration asks for it. */
export function limitResources(scope: Scope, options: ComponentOptions): void {
  const { quota } = scope.plan;
  if (Object.keys(hardQuota(quota)).length > 0 || quota.limitRange !== undefined) {
    new ResourceLimits("resource-limits", { scope }, options);
  }
}
