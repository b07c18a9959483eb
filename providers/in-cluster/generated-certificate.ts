import type * as pulumi from "@pulumi/pulumi";
import { LocallySignedCert } from "@pulumi/tls/locallySignedCert";
import { CertRequest } from "@pulumi/tls/certRequest";
import { PrivateKey } from "@pulumi/tls/privateKey";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert";
import { Component } from "../../components/component";
import type { ComponentOptions } from "../../components/component";

interface GeneratedCertificateArgs {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
}

const hoursPerYear = 8760;

/** An authority outlives several certificates of its server. */
const authorityYears = 20;

/**
 * A certificate is renewed by the first `up` in its last year. It lives long, because a stack that
 * nobody touches must not stop by itself.
 */
const certificateYears = 5;
const renewalYears = 1;

const elliptic = { algorithm: "ECDSA", ecdsaCurve: "P256" } as const;

/** A server's certificate, signed by an authority that signs nothing else. */
export class GeneratedCertificate extends Component {
  readonly certificate: pulumi.Output<string>;
  readonly key: pulumi.Output<string>;
  /** The authority's certificate, which clients trust. */
  readonly authority: pulumi.Output<string>;

  constructor(name: string, { commonName, dnsNames }: GeneratedCertificateArgs, options: ComponentOptions) {
    super("in-cluster:GeneratedCertificate", name, options);
    const own = { parent: this };
    const authorityKey = new PrivateKey(`${name}-authority`, elliptic, own);
    const authority = new SelfSignedCert(
      `${name}-authority`,
      {
        privateKeyPem: authorityKey.privateKeyPem,
        subject: { commonName: `${commonName} authority`, organization: "OpenOps" },
        isCaCertificate: true,
        setSubjectKeyId: true,
        validityPeriodHours: authorityYears * hoursPerYear,
        allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
      },
      own,
    );
    const key = new PrivateKey(name, elliptic, own);
    const request = new CertRequest(
      name,
      {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName, organization: "OpenOps" },
        dnsNames: [...dnsNames],
      },
      own,
    );
    const certificate = new LocallySignedCert(
      name,
      {
        certRequestPem: request.certRequestPem,
        caPrivateKeyPem: authorityKey.privateKeyPem,
        caCertPem: authority.certPem,
        validityPeriodHours: certificateYears * hoursPerYear,
        earlyRenewalHours: renewalYears * hoursPerYear,
        allowedUses: ["server_auth", "digital_signature", "key_encipherment"],
      },
      own,
    );
    this.certificate = certificate.certPem;
    this.key = key.privateKeyPem;
    this.authority = authority.certPem;
    this.registerOutputs({});
  }
}
