import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as networking from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { hostsOf, tlsEndOf } from "../../plan/exposure/gateway-entry";
import { ownIssuer, publicIssuer } from "../../plan/exposure/certificate-issuer";
import { publicCertificate } from "../../plan/exposure/nginx-config";
import type { StackConfig } from "../../stack/stack-config";
import type { Mount } from "../pods/mount";
import { childOptions, metadata, stackMetadata, type Scope } from "../scope";

/** The certificate of people's address as a volume of the gateway, where the gateway ends TLS itself. */
export function publicCertificateMount(config: StackConfig): Mount | undefined {
  const secretName = ownSecret(config);
  return secretName === undefined
    ? undefined
    : {
        volume: { name: "public-certificate", secret: { secretName, defaultMode: 0o440 } },
        path: publicCertificate.folder,
        readOnly: true,
      };
}

function ownSecret(config: StackConfig): string | undefined {
  const { exposure } = config;
  return tlsEndOf(config) === "gateway" && exposure.kind === "load-balancer" && "secretName" in exposure.tls
    ? exposure.tls.secretName
    : undefined;
}

/** What cert-manager needs to bring the certificate of people's address, where it is asked to. */
export function requestPublicCertificate(parent: pulumi.Resource, scope: Scope): void {
  const { config } = scope.plan;
  const issuer = publicIssuer(config);
  if (issuer === undefined) {
    return;
  }
  solverPolicy(parent, scope);
  issuerObject(parent, scope);
  const secretName = ownSecret(config);
  // With an Ingress cert-manager makes the Certificate from its annotation.
  if (secretName !== undefined) {
    new CustomResource(
      secretName,
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: metadata(scope, "gateway", { name: secretName }),
        spec: {
          secretName,
          dnsNames: [...hostsOf(config)],
          issuerRef: { ...issuer, group: "cert-manager.io" },
          privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
          usages: ["server auth"],
        },
      },
      childOptions(scope, parent),
    );
  }
}

/** The account at an authority that signs the certificate, where the stack has one of its own. */
function issuerObject(parent: pulumi.Resource, scope: Scope): void {
  const issuer = ownIssuer(scope.plan.config);
  if (issuer === undefined) {
    return;
  }
  const { name, acme } = issuer;
  const { email, server, keySecretName, ingressClassName } = acme;
  new CustomResource(
    `${name}-issuer`,
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Issuer",
      metadata: metadata(scope, "gateway", { name }),
      spec: {
        acme: {
          email,
          server,
          privateKeySecretRef: { name: keySecretName },
          solvers: [{ http01: { ingress: { ingressClassName } } }],
        },
      },
    },
    childOptions(scope, parent),
  );
}

/** The port on which cert-manager's short-lived pods answer an authority's questions. */
const solverPort = 8089;

/** Lets the authority's questions reach those pods, which appear in the stack's namespace. */
function solverPolicy(parent: pulumi.Resource, scope: Scope): void {
  const name = "cert-manager-solver";
  new networking.NetworkPolicy(
    name,
    {
      metadata: stackMetadata(scope, name),
      spec: {
        podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
        policyTypes: ["Ingress"],
        ingress: [{ ports: [{ protocol: "TCP", port: solverPort }] }],
      },
    },
    childOptions(scope, parent),
  );
}
