import type * as pulumi from "@pulumi/pulumi";
import { PrivateKey } from "@pulumi/tls/privateKey";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert";
import { Component, named, type ComponentOptions } from "../../components/resources/component";
import { elliptic, hoursPerYear } from "./certificate-terms";

interface GeneratedAuthorityArgs {
  /** The server whose certificates it signs. */
  readonly commonName: string;
}

/** An authority outlives several certificates of its server. */
const authorityYears = 20;

/** An authority that signs the certificates of one server and nothing else. */
export class GeneratedAuthority extends Component {
  readonly key: pulumi.Output<string>;
  /** Its certificate, which clients trust. */
  readonly certificate: pulumi.Output<string>;

  constructor(name: string, { commonName }: GeneratedAuthorityArgs, options: ComponentOptions) {
    super("in-cluster:GeneratedAuthority", name, options);
    const own = { parent: this };
    this.key = new PrivateKey(named(own.parent, name), elliptic, own).privateKeyPem;
    const authority = new SelfSignedCert(
      named(own.parent, name),
      {
        privateKeyPem: this.key,
        subject: { commonName: `${commonName} authority`, organization: "OpenOps" },
        isCaCertificate: true,
        setSubjectKeyId: true,
        validityPeriodHours: authorityYears * hoursPerYear,
        allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
      },
      own,
    );
    this.certificate = authority.certPem;
    this.registerOutputs({ certificate: this.certificate });
  }
}
