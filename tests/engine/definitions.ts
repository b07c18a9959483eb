import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { until } from "../../sandbox/processes/until";
import type { Kubectl, KubectlResult } from "./kubectl";

interface Published {
  /** Go module that carries the definition, at a version. */
  readonly module: string;
  /** Its checksum, as Go's checksum database knows it. */
  readonly sum: string;
  readonly file: string;
}

const certManager = {
  module: "github.com/cert-manager/cert-manager@v1.19.1",
  sum: "h1:Txh8L/nLWTDcb7ZnXuXbTe15BxQnLbLirXmbNk0fGgY=",
};
const gatewayApi = {
  module: "sigs.k8s.io/gateway-api@v1.4.1",
  sum: "h1:NPxFutNkKNa8UfLd2CMlEuhIPMQgDQ6DXNKG9sHbJU8=",
};

const keda = {
  module: "github.com/kedacore/keda/v2@v2.18.1",
  sum: "h1:h6bRt/IOxxtZpJlHSqhdH/lcInH7Z9obxg/JvWOmGAw=",
};

const externalSecrets = {
  module: "github.com/external-secrets/external-secrets@v1.3.2",
  sum: "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
};

const prometheusOperator = {
  module: "github.com/prometheus-operator/prometheus-operator@v0.85.0",
  sum: "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
};
const prometheusFolder = "example/prometheus-operator-crd/monitoring.coreos.com";

/** Definitions of custom resources as their authors publish them. */
const published = {
  ExternalSecret: {
    ...externalSecrets,
    file: "config/crds/bases/external-secrets.io_externalsecrets.yaml",
  },
  SecretStore: { ...externalSecrets, file: "config/crds/bases/external-secrets.io_secretstores.yaml" },
  ClusterSecretStore: {
    ...externalSecrets,
    file: "config/crds/bases/external-secrets.io_clustersecretstores.yaml",
  },
  Certificate: { ...certManager, file: "deploy/crds/cert-manager.io_certificates.yaml" },
  Issuer: { ...certManager, file: "deploy/crds/cert-manager.io_issuers.yaml" },
  HTTPRoute: { ...gatewayApi, file: "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml" },
  ServiceMonitor: { ...prometheusOperator, file: `${prometheusFolder}_servicemonitors.yaml` },
  PrometheusRule: { ...prometheusOperator, file: `${prometheusFolder}_prometheusrules.yaml` },
  Probe: { ...prometheusOperator, file: `${prometheusFolder}_probes.yaml` },
  ScaledObject: { ...keda, file: "config/crd/bases/keda.sh_scaledobjects.yaml" },
  TriggerAuthentication: { ...keda, file: "config/crd/bases/keda.sh_triggerauthentications.yaml" },
} as const satisfies Readonly<Record<string, Published>>;

/** A field of a definition that a test writes itself, in the words of OpenAPI. */
type Field =
  | { readonly type: "string" | "integer" | "boolean"; readonly enum?: readonly string[] }
  | { readonly type: "array"; readonly items: Field }
  | { readonly type: "object"; readonly properties: Readonly<Record<string, Field>> };

interface Written {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly spec: Readonly<Record<string, Field>>;
}

const text = { type: "string" } as const;
const texts = { type: "array", items: text } as const;
const count = { type: "integer" } as const;

/**
 * Definitions that no package registry carries, with the fields that this program sets and no others:
 * the API server drops an unknown field, and a test that reads the object back misses it.
 */
const written = {
  TLSOption: {
    group: "traefik.io",
    version: "v1alpha1",
    kind: "TLSOption",
    spec: { minVersion: { ...text, enum: ["VersionTLS12", "VersionTLS13"] }, cipherSuites: texts },
  },
  BackendConfig: {
    group: "cloud.google.com",
    version: "v1",
    kind: "BackendConfig",
    spec: {
      timeoutSec: count,
      healthCheck: { type: "object", properties: { type: text, requestPath: text, port: count } },
      customRequestHeaders: { type: "object", properties: { headers: texts } },
    },
  },
  FrontendConfig: {
    group: "networking.gke.io",
    version: "v1beta1",
    kind: "FrontendConfig",
    spec: { sslPolicy: text },
  },
} as const satisfies Readonly<Record<string, Written>>;

const downloadSchema = z.object({ Dir: z.string(), Sum: z.string() });

/** The text of a published definition, from a module whose checksum is the expected one. */
function read({ module, sum, file }: Published): string {
  const answer = execFileSync("go", ["mod", "download", "-json", module], { encoding: "utf8", cwd: "/" });
  const { Dir, Sum } = downloadSchema.parse(JSON.parse(answer));
  if (Sum !== sum) {
    throw new Error(`${module} is not what it was: ${Sum}`);
  }
  return readFileSync(join(Dir, file), "utf8");
}

function manifest({ group, version, kind, spec }: Written): string {
  const plural = `${kind.toLowerCase()}s`;
  const schema = {
    type: "object",
    properties: { spec: { type: "object", properties: spec } },
  };
  return JSON.stringify({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      // Groups of Kubernetes' own need somebody's approval; this is nobody's.
      annotations: { "api-approved.kubernetes.io": "unapproved, for tests" },
    },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  });
}

type DefinitionName = keyof typeof published | keyof typeof written;

function manifestOf(name: DefinitionName): string {
  const known: Readonly<Record<string, Published>> = published;
  const own: Readonly<Record<string, Written>> = written;
  const definition = known[name] ?? own[name];
  if (definition === undefined) {
    throw new Error(`There is no definition of ${name}`);
  }
  return "module" in definition ? read(definition) : manifest(definition);
}

/** Puts definitions into a cluster and waits until the API server answers for them. */
export async function applyDefinitions(kubectl: Kubectl, names: readonly DefinitionName[]): Promise<void> {
  for (const name of names) {
    await succeed(kubectl(["apply", "--server-side", "-f", "-"], manifestOf(name)));
  }
  // kubectl refuses to wait for a definition that the API server has not looked at yet.
  const established = ["wait", "crd", "--all", "--for=condition=Established", "--timeout=60s"];
  const waited = await until(60, async () => {
    const result = await kubectl(established);
    return result.ok ? result : undefined;
  });
  if (waited === undefined) {
    throw new Error("Definitions are not established after a minute");
  }
}

async function succeed(command: Promise<KubectlResult>): Promise<void> {
  const { ok, output } = await command;
  if (!ok) {
    throw new Error(output);
  }
}
