import { z } from "zod";
import type { Kubectl } from "./kubectl";

const variables = z.record(z.string(), z.string());
const metadata = z.object({ name: z.string() });
const container = z.object({ name: z.string(), image: z.string() });
const workloadSchema = z.object({
  kind: z.string(),
  metadata,
  spec: z.object({
    replicas: z.number(),
    template: z.object({ spec: z.object({ containers: z.array(container) }) }),
  }),
  status: z.object({ readyReplicas: z.number().default(0) }),
});
const specificationSchema = z.object({ metadata, spec: z.unknown() });
const generationSchema = z.object({ metadata: metadata.extend({ generation: z.number() }) });
const secretSchema = z.object({ metadata, data: variables.default({}) });
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

export type Workload = z.output<typeof workloadSchema>;

/** The readiness of a stack in the cluster with one pod of everything. */
export const onePodEach = [
  "Deployment nginx 1/1",
  "Deployment openops-analytics 1/1",
  "Deployment openops-app 1/1",
  "Deployment openops-engine 1/1",
  "Deployment openops-tables 1/1",
  "StatefulSet postgres 1/1",
  "StatefulSet redis 1/1",
] as const;

/** The keys under which one map has another value than the other, sorted. */
function differing<Value>(before: ReadonlyMap<string, Value>, now: ReadonlyMap<string, Value>) {
  return [...now.keys()].filter((name) => now.get(name) !== before.get(name)).sort();
}

/** What of a stack is in the cluster. */
export class Installation {
  constructor(
    private readonly kubectl: Kubectl,
    readonly namespace: string,
  ) {}

  async workloads(): Promise<readonly Workload[]> {
    return listOf(workloadSchema).parse(await this.get("deployments,statefulsets")).items;
  }

  /** Each workload with how many of its pods are ready, sorted. */
  async readiness(): Promise<readonly string[]> {
    const workloads = await this.workloads();
    return workloads
      .map(({ kind, metadata: { name }, spec, status }) => {
        return `${kind} ${name} ${status.readyReplicas}/${spec.replicas}`;
      })
      .sort();
  }

  /** What each workload is to be; notes in its annotations are no part of that. */
  async specifications(): Promise<ReadonlyMap<string, string>> {
    const { items } = listOf(specificationSchema).parse(await this.get("deployments,statefulsets"));
    return new Map(items.map(({ metadata: { name }, spec }) => [name, JSON.stringify(spec)]));
  }

  /** The names of the workloads that are to be something else since, sorted. */
  async changedSince(before: ReadonlyMap<string, string>): Promise<readonly string[]> {
    return differing(before, await this.specifications());
  }

  /** How often each workload was changed, be it back to what it was. */
  async generations(): Promise<ReadonlyMap<string, number>> {
    const { items } = listOf(generationSchema).parse(await this.get("deployments,statefulsets"));
    return new Map(items.map(({ metadata: { name, generation } }) => [name, generation]));
  }

  /** The names of the workloads that were changed since, be it back to what they were, sorted. */
  async touchedSince(before: ReadonlyMap<string, number>): Promise<readonly string[]> {
    return differing(before, await this.generations());
  }

  /** The content of each Secret by its object's name. */
  async secrets(): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const { items } = listOf(secretSchema).parse(await this.get("secrets"));
    const decoded = (data: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
      );
    return new Map(items.map(({ metadata: { name }, data }) => [name, decoded(data)]));
  }

  /** The keys of each Secret, sorted, by the name it was declared with. */
  async secretKeys(): Promise<Readonly<Record<string, readonly string[]>>> {
    const secrets = await this.secrets();
    // The provider adds eight hexadecimal digits to what has no name of its own.
    return Object.fromEntries(
      [...secrets].map(([name, data]) => [name.replace(/-[0-9a-f]{8}$/, ""), Object.keys(data).sort()]),
    );
  }

  /** The content of the one ConfigMap that was declared with a name. */
  async configMap(name: string): Promise<Readonly<Record<string, string>> | undefined> {
    const { items } = listOf(secretSchema).parse(await this.get("configmaps"));
    const found = items.filter(({ metadata }) => metadata.name.replace(/-[0-9a-f]{8}$/, "") === name);
    return found.length === 1 ? found[0]?.data : undefined;
  }

  /** Names of the objects of a kind, sorted. */
  async names(kind: string): Promise<readonly string[]> {
    const { items } = listOf(z.object({ metadata })).parse(await this.get(kind));
    return items.map(({ metadata: { name } }) => name).sort();
  }

  async exists(): Promise<boolean> {
    return (await this.kubectl(["get", "namespace", this.namespace])).ok;
  }

  private async get(kind: string): Promise<unknown> {
    const { output } = await this.kubectl(["get", kind, "-n", this.namespace, "-o", "json"]);
    const list: unknown = JSON.parse(output);
    return list;
  }
}
