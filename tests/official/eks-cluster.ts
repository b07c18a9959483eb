import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Kubectl } from "../engine/kubectl";

interface Place {
  readonly kubectl: Kubectl;
  /** Where the simulated clouds keep what exists in them. */
  readonly accountsFolder: string;
  readonly folder: string;
}

const clusterSchema = z.object({
  clusters: z.tuple([
    z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) }),
  ]),
});

const deployer = { namespace: "kube-system", name: "deployer" };

async function succeed(kubectl: Kubectl, args: readonly string[]): Promise<string> {
  const { ok, output } = await kubectl(args);
  if (!ok) {
    throw new Error(output);
  }
  return output;
}

/**
 * Has the simulated AWS tell of an EKS cluster that it is this one, and writes an `aws` that signs in there.
 *
 * @returns the folder of that program
 */
export async function standForEksCluster(
  name: string,
  { kubectl, accountsFolder, folder }: Place,
): Promise<string> {
  const view = await succeed(kubectl, ["config", "view", "--raw", "--minify", "--flatten", "-o=json"]);
  const [{ cluster }] = clusterSchema.parse(JSON.parse(view)).clusters;
  mkdirSync(accountsFolder, { recursive: true });
  const known = { endpoint: cluster.server, certificateAuthority: cluster["certificate-authority-data"] };
  writeFileSync(
    join(accountsFolder, "settings.json"),
    JSON.stringify({ secondsPerMinute: 0.02, eksClusters: { [name]: known } }),
  );
  const account = `--serviceaccount=${deployer.namespace}:${deployer.name}`;
  await succeed(kubectl, ["create", "serviceaccount", deployer.name, `--namespace=${deployer.namespace}`]);
  await succeed(kubectl, [
    "create",
    "clusterrolebinding",
    "deployer",
    "--clusterrole=cluster-admin",
    account,
  ]);
  const token = await succeed(kubectl, [
    ...["create", "token", deployer.name, `--namespace=${deployer.namespace}`, "--duration=2h"],
  ]);
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    kind: "ExecCredential",
    status: { token: token.trim() },
  };
  const programs = join(folder, "aws-cli");
  mkdirSync(programs);
  writeFileSync(join(programs, "credential.json"), JSON.stringify(credential), { mode: 0o600 });
  const arguments_ = `--region eu-west-1 eks get-token --cluster-name ${name}`;
  const script = `#!/bin/sh
if [ "$*" != "${arguments_}" ]; then echo "aws: unexpected arguments: $*" >&2; exit 2; fi
exec cat "${join(programs, "credential.json")}"
`;
  writeFileSync(join(programs, "aws"), script, { mode: 0o755 });
  return programs;
}
