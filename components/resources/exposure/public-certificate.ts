import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as networking from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { ExposurePlan } from "../../plan/exposure/exposure-plan";
import { publicCertificate } from "../../plan/exposure/nginx-config";
import type { Mount } from "../pods/mount";
import { childOptions, metadata, stackMetadata, type Scope } from "../scope";
import { named } from "../component";

/** The certificate of people's address as a volume of the gateway, where the gateway ends TLS itself. */
export function publicCertificateMount({ certificateSecret: secretName }: ExposurePlan): Mount | undefined {
  return secretName === undefined
    ? undefined
    : {
        volume: { name: "public-certificate", secret: { secretName, defaultMode: 0o440 } },
        path: publicCertificate.folder,
        readOnly: true,
      };
}

/** What cert-manager needs to bring the certificate of people's address, where it is asked to. */
export function requestPublicCertificate(parent: pulumi.Resource, scope: Scope): void {
  const { issuer, certificateSecret: secretName, hosts } = scope.plan.exposure;
  if (issuer === undefined) {
    return;
  }
  solverPolicy(parent, scope);
  issuerObject(parent, scope);
  // With an Ingress cert-manager makes the Certificate from its annotation.
  if (secretName !== undefined) {
    new CustomResource(
      named(parent, secretName),
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: metadata(scope, "gateway", { name: secretName }),
        spec: {
          secretName,
          dnsNames: [...hosts],
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
  const { ownIssuer: issuer } = scope.plan.exposure;
  if (issuer === undefined) {
    return;
  }
  const { name, acme } = issuer;
  const { email, server, keySecretName, ingressClassName } = acme;
  new CustomResource(
    named(parent, `${name}-issuer`),
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
    named(parent, name),
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
