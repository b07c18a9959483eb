import { aws } from "./aws/source";
import { azure } from "./azure/source";
import { external } from "./external/source";
import { gcp } from "./gcp/source";
import { inCluster } from "./in-cluster/source";
import type { Cloud, Source } from "./source";

/** Every cloud: the only list; keys, unions, rules and reports follow from what each says. */
export const clouds = { aws, gcp, azure } as const satisfies Readonly<Record<string, Cloud>>;

export type CloudName = keyof typeof clouds;

/** Every source of servers, by the `kind` that a configuration gives. */
export const sources = {
  "in-cluster": inCluster,
  external,
  ...clouds,
} as const satisfies Readonly<Record<string, Source>>;

export type SourceName = keyof typeof sources;
