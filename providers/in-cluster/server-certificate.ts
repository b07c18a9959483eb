import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { Authority } from "../../components/resources/stores/store-access";
import { trustedAuthorities } from "../../components/checks/recorded/authority-facts";
import type { AuthorityNumbers } from "../store-profile";
import { storeNames } from "../../components/plan/names";
import type { StoreName } from "../../components/values/text";
import type { Mount } from "../../components/resources/pods/mount";
import { awaitedOptions, childOptions, metadata, type Scope } from "../../components/resources/scope";
import type { InClusterDatabase } from "./config";
import { GeneratedAuthority } from "./generated-authority";
import { GeneratedCertificate } from "./generated-certificate";
import { named } from "../../components/resources/component";

/** A server's certificate, as a volume of its pod, and who signed it. */
export interface ServerCertificate {
  readonly mount: Mount;
  readonly authority: Authority;
}

/** Where the server finds its certificate. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

const folder = "/etc/openops/tls";

/** Keys of a Secret of type kubernetes.io/tls as cert-manager fills it. */
const keys = { certificate: "tls.crt", key: "tls.key", authority: "ca.crt" } as const;

/** The paths of a server's certificate in its pod. */
export const certificateFiles: CertificateFiles = {
  certificate: `${folder}/${keys.certificate}`,
  key: `${folder}/${keys.key}`,
  authority: `${folder}/${keys.authority}`,
};

interface CertificateArgs {
  readonly scope: Scope;
  readonly store: StoreName;
  readonly tls: InClusterDatabase["tls"];
}

/** Brings a server's certificate from where the configuration says, or none where TLS is off. */
export function serverCertificate(
  parent: pulumi.Resource,
  args: CertificateArgs,
): ServerCertificate | undefined {
  const { tls } = args;
  switch (tls.kind) {
    case "off":
      return undefined;
    case "generated":
      return generated(parent, { ...args, numbers: tls });
    case "existing-secret":
      return fromSecret(tls.secretName, tls.authorities);
    case "cert-manager":
      return fromSecret(
        requested(parent, { ...args, issuer: { name: tls.issuer, kind: tls.issuerKind } }),
        tls.authorities,
      );
  }
}

/** Names that clients may know the server by; redis-cli in the pod uses the last. */
export function serverNames(store: StoreName, namespace: string): readonly string[] {
  const { name } = storeNames[store];
  return [
    name,
    `${name}.${namespace}`,
    `${name}.${namespace}.svc`,
    `${name}.${namespace}.svc.cluster.local`,
    "localhost",
  ];
}

function fromSecret(secretName: pulumi.Input<string>, authorities: string | undefined): ServerCertificate {
  return {
    mount: certificateMount(secretName),
    authority:
      authorities === undefined
        ? { kind: "secret", secretName, key: keys.authority }
        : { kind: "pem", pem: authorities },
  };
}

/** Postgres wants a key that nobody but its user, or root and its group, can read. */
function certificateMount(secretName: pulumi.Input<string>): Mount {
  return {
    volume: { name: "certificate", secret: { secretName, defaultMode: 0o440 } },
    path: folder,
    readOnly: true,
  };
}

interface GeneratedArgs extends CertificateArgs {
  readonly numbers: AuthorityNumbers;
}

function generated(parent: pulumi.Resource, { scope, store, numbers }: GeneratedArgs): ServerCertificate {
  const { name } = storeNames[store];
  const authority = authorityOf(parent, { name, number: numbers.authority });
  const made = new GeneratedCertificate(
    `${name}-certificate`,
    { authority, commonName: name, dnsNames: serverNames(store, scope.plan.namespace) },
    { parent },
  );
  // Always in one order, so that clients see no change when the server goes from one to the other.
  const trusted = trustedAuthorities(numbers).map((number) =>
    number === numbers.authority ? authority : authorityOf(parent, { name, number }),
  );
  const secret = new core.Secret(
    named(parent, `${name}-certificate`),
    {
      metadata: metadata(scope, store),
      immutable: true,
      type: "kubernetes.io/tls",
      stringData: {
        [keys.certificate]: made.certificate,
        [keys.key]: made.key,
        [keys.authority]: authority.certificate,
      },
    },
    childOptions(scope, parent),
  );
  return {
    mount: certificateMount(secret.metadata.name),
    authority: { kind: "pem", pem: pulumi.concat(...trusted.map(({ certificate }) => certificate)) },
  };
}

/** The first authority has no number in its name. */
function authorityOf(
  parent: pulumi.Resource,
  { name, number }: { readonly name: string; readonly number: number },
): GeneratedAuthority {
  const suffix = number === 1 ? "" : `-${number}`;
  return new GeneratedAuthority(`${name}-certificate-authority${suffix}`, { commonName: name }, { parent });
}

interface RequestArgs extends CertificateArgs {
  readonly issuer: { readonly name: string; readonly kind: string };
}

/** Asks cert-manager, which renews the certificate in the same Secret. */
function requested(parent: pulumi.Resource, { scope, store, issuer }: RequestArgs): string {
  const secretName = `${storeNames[store].name}-tls`;
  new CustomResource(
    named(parent, secretName),
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: metadata(scope, store, { name: secretName }),
      spec: {
        secretName,
        dnsNames: [...serverNames(store, scope.plan.namespace)],
        issuerRef: { name: issuer.name, kind: issuer.kind, group: "cert-manager.io" },
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
        usages: ["server auth"],
      },
    },
    awaitedOptions(scope, parent),
  );
  return secretName;
}
