import { z } from "zod";
import type { Plan } from "../../../components/plan/plan";
import { app } from "../../../components/services/app/app";
import type { Kubectl } from "../../cluster-access/kubectl";
import { CommandError } from "../../errors";

const variable = "OPS_OPENOPS_ADMIN_PASSWORD";

const reference = z.object({ name: z.string(), key: z.string() });
const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([
          z.object({
            env: z
              .array(
                z.object({
                  name: z.string(),
                  valueFrom: z.object({ secretKeyRef: reference.optional() }).optional(),
                }),
              )
              .default([]),
            envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }).optional() })).default([]),
          }),
        ]),
      }),
    }),
  }),
});
const secretSchema = z.object({ data: z.record(z.string(), z.string()).default({}) });

interface Cluster {
  readonly kubectl: Pick<Kubectl, "read">;
  readonly plan: Pick<Plan, "namespace">;
}

/**
 * The password that the app's pods are given for the admin, whoever keeps its Secret. It may not be printed.
 *
 * @throws CommandError where there is none, or it may not be read
 */
export async function adminPassword({ kubectl, plan: { namespace } }: Cluster): Promise<string> {
  const inNamespace = ["--namespace", namespace];
  const deployment = await kubectl.read(deploymentSchema, ["deployment", app.name, ...inNamespace]);
  const [container] = deployment?.spec.template.spec.containers ?? [];
  const own = container?.env.find(({ name }) => name === variable)?.valueFrom?.secretKeyRef;
  const imported = (container?.envFrom ?? []).flatMap(({ secretRef }) => secretRef?.name ?? []);
  const places = own === undefined ? imported.map((name) => ({ name, key: variable })) : [own];
  for (const { name, key } of places) {
    const secret = await kubectl
      .read(secretSchema, ["secret", name, ...inNamespace])
      .catch((error: unknown) => refuseToRead(error, namespace));
    const value = secret?.data[key];
    if (value !== undefined) {
      return Buffer.from(value, "base64").toString("utf8");
    }
  }
  throw new CommandError(
    `no Secret of Deployment ${app.name} in the namespace ${namespace} has the admin's password (${variable})`,
  );
}

function refuseToRead(error: unknown, namespace: string): never {
  if (error instanceof CommandError) {
    throw new CommandError(
      `the admin's password may not be read, which takes the right to get Secrets in the namespace ${namespace}. ${error.message}`,
    );
  }
  throw error;
}
