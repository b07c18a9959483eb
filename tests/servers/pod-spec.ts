import { z } from "zod";
import type { ProgramRun, Registered } from "../support/program";

const hook = z.object({ exec: z.object({ command: z.array(z.string()) }) });

const container = z.object({
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }) })).default([]),
  volumeMounts: z
    .array(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().default(false) }))
    .default([]),
  lifecycle: z.object({ postStart: hook.optional(), preStop: hook.optional() }).prefault({}),
  readinessProbe: z.object({ exec: hook.shape.exec.optional() }).optional(),
  securityContext: z.object({
    runAsUser: z.int(),
    runAsGroup: z.int().default(0),
    readOnlyRootFilesystem: z.boolean().default(false),
    allowPrivilegeEscalation: z.literal(false),
    capabilities: z.object({ drop: z.tuple([z.literal("ALL")]), add: z.array(z.string()).default([]) }),
  }),
});

const volume = z.object({
  name: z.string(),
  configMap: z.object({ name: z.string() }).optional(),
  secret: z.object({ secretName: z.string(), defaultMode: z.int().default(0o644) }).optional(),
  emptyDir: z.object({}).optional(),
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

const workloadKinds = ["apps/v1:Deployment", "apps/v1:StatefulSet", "batch/v1:Job"];

/** The pod of a workload; `init` picks its init container instead of the main one. */
export function podSpecOf(run: ProgramRun, name: string, which: "main" | "init" = "main"): PodSpec {
  const found = run.resources.find(
    (resource) =>
      resource.name === name && workloadKinds.some((kind) => resource.type === `kubernetes:${kind}`),
  );
  const { spec } = workload.parse(found?.inputs).spec.template;
  const chosen = which === "main" ? spec.containers[0] : spec.initContainers[0];
  if (chosen === undefined) {
    throw new Error(`${name} has no init container`);
  }
  return {
    container: chosen,
    volumes: spec.volumes.map((declared) => contentOf(run, declared)),
    volumeGroup: spec.securityContext?.fsGroup,
    environment: {
      ...Object.fromEntries(chosen.env.map(({ name: variable, value }) => [variable, value])),
      ...Object.fromEntries(
        chosen.envFrom.flatMap(({ secretRef }) => Object.entries(secretValues(run, secretRef.name))),
      ),
    },
  };
}

/** The values of a Secret by the name of its resource. */
export function secretOf(run: ProgramRun, name: string): Readonly<Record<string, string>> {
  return textMap.parse(run.find("kubernetes:core/v1:Secret", name).inputs.stringData);
}

/** Objects without a name of their own get a unique one with this ending. */
function resourceName(objectName: string): string {
  return objectName.replace(/-[0-9a-f]{8}$/, "");
}

function secretValues(run: ProgramRun, objectName: string): Readonly<Record<string, string>> {
  return secretOf(run, resourceName(objectName));
}

function configValues(run: ProgramRun, objectName: string): Readonly<Record<string, string>> {
  const found: Registered = run.find("kubernetes:core/v1:ConfigMap", resourceName(objectName));
  return textMap.parse(found.inputs.data);
}

function contentOf(run: ProgramRun, { name, configMap, secret }: z.infer<typeof volume>): VolumeContent {
  if (configMap !== undefined) {
    return { name, files: configValues(run, configMap.name), mode: 0o644 };
  }
  return secret === undefined
    ? { name, files: undefined, mode: 0o644 }
    : { name, files: secretValues(run, secret.secretName), mode: secret.defaultMode };
}
