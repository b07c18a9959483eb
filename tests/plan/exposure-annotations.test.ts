import type { RawMap } from "../../components/config/layers";
import { faultsOf } from "../support/configuration";

const publicUrl = "https://openops.example.com";
const arn = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d";

describe("an annotation of one's own is refused", () => {
  const aws = "service.beta.kubernetes.io/aws-load-balancer";
  const acm = { kind: "acm", certificateArns: [arn] };
  const balancer = (kind: string, more: RawMap): RawMap => ({
    kind: "load-balancer",
    cloud: { kind },
    ...more,
  });
  const ingress = (controller: RawMap, more: RawMap): RawMap => ({ kind: "ingress", controller, ...more });
  const internal = { internal: true, tlsInFront: true };

  /** A way in, the annotation that takes something back, the value that the key named leads to, and the key. */
  interface Case {
    readonly exposure: RawMap;
    readonly name: string;
    readonly value: string;
    readonly wanted: string;
    readonly key: string;
  }

  test.each<Case>([
    {
      exposure: balancer("aws", { internal: true, tls: acm }),
      name: `${aws}-scheme`,
      value: "internet-facing",
      wanted: "internal",
      key: "exposure.internal",
    },
    {
      exposure: balancer("aws", { tls: acm }),
      name: `${aws}-ssl-ports`,
      value: "80",
      wanted: "443",
      key: "exposure.tls",
    },
    {
      exposure: balancer("aws", { tls: acm }),
      name: `${aws}-ssl-cert`,
      value: "",
      wanted: arn,
      key: "exposure.tls",
    },
    {
      exposure: balancer("gcp", internal),
      name: "networking.gke.io/load-balancer-type",
      value: "External",
      wanted: "Internal",
      key: "exposure.internal",
    },
    {
      exposure: balancer("azure", internal),
      name: "service.beta.kubernetes.io/azure-load-balancer-internal",
      value: "false",
      wanted: "true",
      key: "exposure.internal",
    },
    {
      exposure: ingress({ kind: "alb", internal: true }, { tls: acm }),
      name: "alb.ingress.kubernetes.io/scheme",
      value: "internet-facing",
      wanted: "internal",
      key: "exposure.controller.internal",
    },
    {
      exposure: ingress({ kind: "alb", sourceRanges: ["10.0.0.0/8"] }, { tls: acm }),
      name: "alb.ingress.kubernetes.io/inbound-cidrs",
      value: "0.0.0.0/0",
      wanted: "10.0.0.0/8",
      key: "exposure.controller.sourceRanges",
    },
    {
      exposure: ingress({ kind: "alb" }, { tls: acm }),
      name: "alb.ingress.kubernetes.io/certificate-arn",
      value: "",
      wanted: arn,
      key: "exposure.tls",
    },
    {
      exposure: ingress({ kind: "application-gateway", privateAddress: true }, { tlsInFront: true }),
      name: "appgw.ingress.kubernetes.io/use-private-ip",
      value: "false",
      wanted: "true",
      key: "exposure.controller.privateAddress",
    },
  ])("that gives $name the value $value", ({ exposure, name, value, wanted, key }) => {
    const path = `exposure.annotations["${name}"]`;
    const annotated = (text: string) => ({ ...exposure, annotations: { [name]: text } });

    expect(faultsOf({ preset: "prod", publicUrl, exposure: annotated(value) })).toEqual([
      `openops:${path}: expected nothing, or ${wanted}, got ${value === "" ? '""' : value}: ${key} decides it, and everything else goes by that key (pulumi config rm --path 'openops:${path}')`,
    ]);
    expect(faultsOf({ preset: "prod", publicUrl, exposure: annotated(wanted) })).toEqual([]);
    expect(faultsOf({ preset: "prod", publicUrl, exposure })).toEqual([]);
  });
});
