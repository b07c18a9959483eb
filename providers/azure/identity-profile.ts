import type { IdentityProfile } from "../identity-profile";

/** The annotation that tells Azure's webhook which identity pods have. */
export const clientIdAnnotation = "azure.workload.identity/client-id";

/** A managed identity of Azure, as planning sees it. */
export const azureIdentityProfile: IdentityProfile = {
  cloud: "azure",
  annotation: clientIdAnnotation,
  podLabels: { "azure.workload.identity/use": "true" },
  // Microsoft Entra ID has public addresses.
  egress: [],
  byVariables: true,
};
