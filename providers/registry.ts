import { z } from "zod";
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

/** All clouds by their names. */
export const cloudNames: readonly CloudName[] = Object.values(clouds).map(
  ({ database }) => database.schema.shape.kind.value,
);

/** The cloud of a kind of server or identity; undefined where that is of none. */
export function cloudNamed(kind: string): CloudName | undefined {
  return cloudNames.find((name) => name === kind);
}

/** The cloud that a stack's cluster is looked up in; undefined for one of a kubeconfig. */
export function cloudOfCluster({
  cluster: { kind },
}: {
  readonly cluster: { readonly kind: string };
}): CloudName | undefined {
  return cloudNames.find((name) => clouds[name].cluster.kind.value === kind);
}

type Sources = Readonly<Record<string, Source>>;
type Clouds = Readonly<Record<string, Cloud>>;

/** A schema for each kind, of which a union takes one. */
type Kinds<Schema> = readonly [Schema, ...Schema[]];

/** The settings of one server of each source. */
export function storeSchemas<All extends Sources, Store extends "database" | "cache">(
  sources: All,
  store: Store,
): Kinds<All[keyof All][Store]["schema"]>;
export function storeSchemas(sources: Sources, store: "database" | "cache"): readonly z.ZodObject[] {
  return Object.values(sources).map((source) => source[store].schema);
}

/** Schemas with more fields added to each. */
export function extended<Schema extends z.ZodObject, Fields extends z.ZodRawShape>(
  schemas: readonly Schema[],
  fields: Fields,
): Kinds<Schema extends z.ZodObject<infer Shape, infer Config> ? z.ZodObject<Shape & Fields, Config> : never>;
export function extended(schemas: readonly z.ZodObject[], fields: z.ZodRawShape): readonly z.ZodObject[] {
  return schemas.map((schema) => schema.extend(fields));
}

/** An identity for pods of each cloud. */
export function identitySchemas<All extends Clouds>(clouds: All): Kinds<All[keyof All]["identity"]["schema"]>;
export function identitySchemas(clouds: Clouds): readonly z.ZodObject[] {
  return Object.values(clouds).map(({ identity }) => identity.schema);
}

/** The account of each cloud, which a configuration may leave out. */
export function accountSchemas<All extends Clouds>(
  clouds: All,
): { readonly [Name in keyof All]: z.ZodOptional<All[Name]["account"]> };
export function accountSchemas(clouds: Clouds): z.ZodRawShape {
  return Object.fromEntries(
    Object.entries(clouds).map(([name, { account }]) => [
      name,
      account.optional().describe(account.description ?? ""),
    ]),
  );
}

/** A cluster of each cloud, with more fields. */
export function clusterSchemas<All extends Clouds, Fields extends z.ZodRawShape>(
  clouds: All,
  fields: Fields,
): Kinds<{ [Name in keyof All]: z.ZodObject<All[Name]["cluster"] & Fields, z.core.$strict> }[keyof All]>;
export function clusterSchemas(clouds: Clouds, fields: z.ZodRawShape): readonly z.ZodObject[] {
  return Object.values(clouds).map(({ cluster }) => z.strictObject({ ...cluster, ...fields }));
}
