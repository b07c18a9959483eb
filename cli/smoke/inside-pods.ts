import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { smokeResources } from "../../components/plan/pods/container-sizes";
import { componentLabel, ownLabels } from "../../components/plan/names";
import type { Plan } from "../../components/plan/plan";
import { app } from "../../components/services/app/app";
import { nobody, restricted } from "../../components/resources/pods/container-security";
import type { Kubectl } from "../cluster-access/kubectl";
import { CommandError } from "../errors";
import { insideChecks, proxyFolder, type InsideChecks } from "./inside";
import { resultRow, type SmokeResult } from "./result";

const namedSchema = z.looseObject({ name: z.string() });
const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.looseObject({
        containers: z.tuple([
          z.looseObject({
            image: z.string(),
            env: z.array(namedSchema).default([]),
            volumeMounts: z.array(namedSchema).default([]),
          }),
        ]),
        volumes: z.array(namedSchema).default([]),
      }),
    }),
  }),
});
type Deployment = z.output<typeof deploymentSchema>;

const phaseSchema = z.object({ status: z.object({ phase: z.string().optional() }) });
const resultSchema = z.object({ what: z.string(), ok: z.boolean(), detail: z.string() });

interface InsideArgs {
  readonly kubectl: Kubectl;
  readonly plan: Plan;
}

const folder = "/smoke";
const modules = ["certificate", "requests", "probe"];
const start = 'require("./probe").probe(process.env);\n';
const longestMs = 180_000;

/**
 * Asks from inside: pods from the app's own image and settings, one in the place of the app and one in
 * the gateway's, so that names, network policies and authorities are the real ones. They are deleted again.
 */
export async function askInside({ kubectl, plan }: InsideArgs): Promise<readonly SmokeResult[]> {
  const inNamespace = ["--namespace", plan.namespace];
  const deployment = await kubectl.read(deploymentSchema, ["deployment", app.name, ...inNamespace]);
  if (deployment === undefined) {
    throw new CommandError(
      `There is no Deployment ${app.name} in the namespace ${plan.namespace}; bring the stack up first.`,
    );
  }
  const name = `openops-smoke-${randomBytes(4).toString("hex")}`;
  const asked = insideChecks(plan);
  const items = [
    program(name, plan.namespace),
    ...asked.map((checks) => pod(`${name}-${checks.from}`, { name, deployment, plan, checks })),
  ];
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  try {
    await kubectl.run(["create", "--filename=-"], list);
    const found = await Promise.all(
      asked.map((checks) => resultsOf(`${name}-${checks.from}`, checks, { kubectl, plan })),
    );
    return found.flat();
  } finally {
    await kubectl.run(["delete", "--filename=-", "--ignore-not-found", "--wait=false"], list);
  }
}

function program(name: string, namespace: string) {
  const files = modules.map((module) => [
    `${module}.js`,
    readFileSync(join(__dirname, `${module}.js`), "utf8"),
  ]);
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data: { ...Object.fromEntries(files), "main.js": start },
  };
}

interface PodArgs {
  readonly name: string;
  readonly deployment: Deployment;
  readonly plan: Plan;
  readonly checks: InsideChecks;
}

function pod(podName: string, { name, deployment, plan, checks: { from, checks } }: PodArgs) {
  const { spec } = deployment.spec.template;
  const [main] = spec.containers;
  const proxy = spec.volumes.filter((volume) => volume.name === "cache-proxy");
  return {
    apiVersion: "v1",
    kind: "Pod",
    // Policies know it as the component, and no Service sends requests to it.
    metadata: {
      name: podName,
      namespace: plan.namespace,
      labels: { ...ownLabels(plan), ...componentLabel(from), app: "openops-smoke" },
    },
    spec: {
      ...spec,
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 0,
      topologySpreadConstraints: [],
      initContainers: [],
      containers: [
        {
          ...main,
          name: "smoke",
          command: ["node", `${folder}/main.js`],
          args: [],
          ports: [],
          env: [...main.env, { name: "SMOKE_CHECKS", value: JSON.stringify(checks) }],
          resources: smokeResources,
          securityContext: restricted(nobody, { readOnlyRoot: true }),
          volumeMounts: [
            ...main.volumeMounts,
            { name: "smoke", mountPath: folder, readOnly: true },
            ...proxy.map((volume) => ({ name: volume.name, mountPath: proxyFolder, readOnly: true })),
          ],
          startupProbe: undefined,
          readinessProbe: undefined,
          livenessProbe: undefined,
          lifecycle: undefined,
        },
      ],
      volumes: [...spec.volumes, { name: "smoke", configMap: { name } }],
    },
  };
}

async function resultsOf(
  podName: string,
  { from, checks }: InsideChecks,
  { kubectl, plan }: InsideArgs,
): Promise<readonly SmokeResult[]> {
  const where = `inside, as ${from}`;
  const inNamespace = ["--namespace", plan.namespace];
  const deadlineMs = Date.now() + longestMs;
  for (;;) {
    const found = await kubectl.read(phaseSchema, ["pod", podName, ...inNamespace]);
    if (/^(Succeeded|Failed)$/.test(found?.status.phase ?? "")) {
      break;
    }
    if (Date.now() > deadlineMs) {
      const detail = `the pod that asks did not run within ${longestMs / 1000} s: kubectl describe pod -n ${plan.namespace}`;
      return checks.map(({ what }) => resultRow(what, where, { ok: false, detail }));
    }
    await sleep(1000);
  }
  const text = await kubectl.run(["logs", podName, ...inNamespace]);
  const results = text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => resultSchema.parse(JSON.parse(line)));
  return checks.map(({ what }) => {
    const found = results.find((result) => result.what === what);
    return resultRow(what, where, found ?? { ok: false, detail: `the pod that asks failed: ${text.trim()}` });
  });
}
