import { z } from "zod";
import type { ProgramRun, Registered } from "../support/program";

const hook = z.object({ exec: z.object({ command: z.array(z.string()) }) });

const container = z.object({
  name: z.string(),
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }) })).default([]),
  volumeMounts: z
    .array(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().default(false) }))
    .default([]),
  lifecycle: z.object({ postStart: hook.optional(), preStop: hook.optional() }).prefault({}),
  readinessProbe: z.object({ exec: hook.shape.exec.optional() }).optional(),
  livenessProbe: z.object({ exec: hook.shape.exec.optional() }).optional(),
  securityContext: z.object({
    runAsUser: z.int(),
    runAsGroup: z.int().default(0),
    readOnlyRootFilesystem: z.boolean().default(false),
    allowPrivilegeEscalation: z.literal(false),
    capabilities: z.object({ drop: z.tuple([z.literal("ALL")]), add: z.array(z.string()).default([]) }),
  }),
});

const projection = z.object({
  configMap: z.object({ name: z.string() }).optional(),
  secret: z
    .object({ name: z.string(), items: z.array(z.object({ key: z.string(), path: z.string() })) })
    .optional(),
});

const volume = z.object({
  name: z.string(),
  configMap: z.object({ name: z.string() }).optional(),
  secret: z.object({ secretName: z.string(), defaultMode: z.int().default(0o644) }).optional(),
  projected: z.object({ sources: z.array(projection) }).optional(),
});

const workload = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([container]),
        initContainers: z.array(container).default([]),
        volumes: z.array(volume).default([]),
        securityContext: z.object({ fsGroup: z.int() }).optional(),
      }),
    }),
  }),
});

const textMap = z.record(z.string(), z.string());

/** A container as the program declares it, with the fields that a test's own kubelet obeys. */
export type ContainerSpec = z.infer<typeof container>;

/** Files of one volume; undefined for one that starts empty or keeps its data. */
export interface VolumeContent {
  readonly name: string;
  readonly files: Readonly<Record<string, string>> | undefined;
  readonly mode: number;
}

/** A pod with everything its container needs from other objects. */
export interface PodSpec {
  readonly container: ContainerSpec;
  readonly volumes: readonly VolumeContent[];
  readonly volumeGroup: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

type Values = Readonly<Record<string, string>>;

/** The stack with a Secret that somebody else made in its namespace. */
export function withSecret(run: ProgramRun, name: string, values: Values): ProgramRun {
  const type = "kubernetes:core/v1:Secret";
  const made: Registered = { type, name, inputs: { stringData: values }, secretInputs: [], options: {} };
  return {
    ...run,
    resources: [...run.resources, made],
    find: (wantedType, wantedName) =>
      wantedType === type && wantedName === name ? made : run.find(wantedType, wantedName),
  };
}

const cronJob = z.object({ spec: z.object({ jobTemplate: workload }) });

const workloadKinds = ["apps/v1:Deployment", "apps/v1:StatefulSet", "batch/v1:Job", "batch/v1:CronJob"];

/** The pod of a workload with its main container, or with the init container named. */
export function podSpecOf(run: ProgramRun, name: string, initContainer?: string): PodSpec {
  const found = run.resources.find(
    (resource) =>
      resource.name === name && workloadKinds.some((kind) => resource.type === `kubernetes:${kind}`),
  );
  const scheduled = cronJob.safeParse(found?.inputs);
  const { spec } = (scheduled.data?.spec.jobTemplate ?? workload.parse(found?.inputs)).spec.template;
  const chosen =
    initContainer === undefined
      ? spec.containers[0]
      : spec.initContainers.find((container) => container.name === initContainer);
  if (chosen === undefined) {
    throw new Error(`${name} has no init container ${initContainer}`);
  }
  const objects = objectsOf(run);
  return {
    container: chosen,
    volumes: spec.volumes.map((declared) => contentOf(objects, declared)),
    volumeGroup: spec.securityContext?.fsGroup,
    environment: {
      ...Object.fromEntries(chosen.env.map(({ name: variable, value }) => [variable, value])),
      ...Object.fromEntries(
        chosen.envFrom.flatMap(({ secretRef }) => Object.entries(objects.secret(secretRef.name))),
      ),
    },
  };
}

/** The values of a Secret by the name of its resource. */
export function secretOf(run: ProgramRun, name: string): Values {
  return textMap.parse(run.find("kubernetes:core/v1:Secret", name).inputs.stringData);
}

/** Where values of Secrets and ConfigMaps are looked up by the name of the object. */
interface Objects {
  readonly secret: (objectName: string) => Values;
  readonly configMap: (objectName: string) => Values;
}

function objectsOf(run: ProgramRun): Objects {
  // Objects without a name of their own get a unique one with this ending.
  const resourceName = (objectName: string) => objectName.replace(/-[0-9a-f]{8}$/, "");
  return {
    secret: (objectName) => secretOf(run, resourceName(objectName)),
    configMap: (objectName) =>
      textMap.parse(run.find("kubernetes:core/v1:ConfigMap", resourceName(objectName)).inputs.data),
  };
}

function contentOf(objects: Objects, declared: z.infer<typeof volume>): VolumeContent {
  const { name, configMap, secret, projected } = declared;
  if (secret !== undefined) {
    return { name, files: objects.secret(secret.secretName), mode: secret.defaultMode };
  }
  const mode = 0o644;
  if (projected !== undefined) {
    const files = projected.sources.flatMap((source) => projectedFiles(objects, source));
    return { name, files: Object.fromEntries(files), mode };
  }
  return { name, files: configMap === undefined ? undefined : objects.configMap(configMap.name), mode };
}

function projectedFiles(
  objects: Objects,
  { configMap, secret }: z.infer<typeof projection>,
): readonly (readonly [string, string])[] {
  const chosen = (secret?.items ?? []).map(
    ({ key, path }) => [path, objects.secret(secret?.name ?? "")[key] ?? ""] as const,
  );
  return [...(configMap === undefined ? [] : Object.entries(objects.configMap(configMap.name))), ...chosen];
}
