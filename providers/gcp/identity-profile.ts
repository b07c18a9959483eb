import type { IdentityProfile } from "../identity-profile";

/** The annotation by which GKE gives pods the credentials of a service account. */
export const accountAnnotation = "iam.gke.io/gcp-service-account";

/** A service account of Google Cloud, as planning sees it. */
export const gcpIdentityProfile: IdentityProfile = {
  cloud: "gcp",
  annotation: accountAnnotation,
  podLabels: {},
  // The metadata server: where policies see it depends on whether the cluster has Dataplane V2.
  egress: [
    { peers: [{ kind: "addresses", cidr: "169.254.169.252/32", except: [] }], ports: [988] },
    { peers: [{ kind: "addresses", cidr: "169.254.169.254/32", except: [] }], ports: [80] },
  ],
  byVariables: false,
};
