import type * as pulumi from "@pulumi/pulumi";
import { LocallySignedCert } from "@pulumi/tls/locallySignedCert";
import { CertRequest } from "@pulumi/tls/certRequest";
import { PrivateKey } from "@pulumi/tls/privateKey";
import { Component, named, type ComponentOptions } from "../../components/resources/component";
import { elliptic, hoursPerYear } from "./certificate-terms";
import type { GeneratedAuthority } from "./generated-authority";

interface GeneratedCertificateArgs {
  readonly authority: GeneratedAuthority;
  readonly commonName: string;
  readonly dnsNames: readonly string[];
}

/**
 * A certificate is renewed by the first `up` in its last year. It lives long, because a stack that
 * nobody touches must not stop by itself.
 */
const certificateYears = 5;
const renewalYears = 1;

/** A server's certificate. */
export class GeneratedCertificate extends Component {
  readonly certificate: pulumi.Output<string>;
  readonly key: pulumi.Output<string>;

  constructor(
    name: string,
    { authority, commonName, dnsNames }: GeneratedCertificateArgs,
    options: ComponentOptions,
  ) {
    super("in-cluster:GeneratedCertificate", name, options);
    const own = { parent: this };
    const key = new PrivateKey(named(own.parent, name), elliptic, own);
    const request = new CertRequest(
      named(own.parent, name),
      {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName, organization: "OpenOps" },
        dnsNames: [...dnsNames],
      },
      own,
    );
    const certificate = new LocallySignedCert(
      named(own.parent, name),
      {
        certRequestPem: request.certRequestPem,
        caPrivateKeyPem: authority.key,
        caCertPem: authority.certificate,
        validityPeriodHours: certificateYears * hoursPerYear,
        earlyRenewalHours: renewalYears * hoursPerYear,
        allowedUses: ["server_auth", "digital_signature", "key_encipherment"],
      },
      own,
    );
    this.certificate = certificate.certPem;
    this.key = key.privateKeyPem;
    this.registerOutputs({ certificate: this.certificate });
  }
}
