import { nodeCredentials } from "../../providers/aws/profile";
import { clouds } from "../../providers/registry";
import type { Cloud } from "../../providers/source";
import type { IdentityProfile } from "../../providers/identity-profile";
import type { ComponentName } from "./component-name";
import type { PolicyRule } from "../values/network-rule";
import type { IdentityConfig } from "../config/identity-settings";
import { servicesOf } from "../stack/declared-services";
import type { StackConfig } from "../stack/stack-config";

/**
 * An identity of a cloud that the pods of one component get. What is listed here is made, tied to the
 * component's own ServiceAccount, checked by the rules and let through by its NetworkPolicy.
 */
export interface WantedIdentity {
  readonly component: ComponentName;
  /** The configuration that asks for it. */
  readonly path: string;
  readonly settings: IdentityConfig;
}

/** Every identity that a stack asks for; a component that needs one of its own is added here and nowhere else. */
export function identitiesOf(config: StackConfig): readonly WantedIdentity[] {
  const { services, backup } = config;
  // Flows call clouds, tables keeps files in object storage, backups go to buckets.
  const own = servicesOf(config).flatMap(({ id }): readonly WantedIdentity[] => {
    const settings = services[id];
    return "identity" in settings && settings.identity !== undefined
      ? [{ component: id, path: `services.${id}.identity`, settings: settings.identity }]
      : [];
  });
  return backup.enabled && backup.identity !== undefined
    ? [...own, { component: "backup", path: "backup.identity", settings: backup.identity }]
    : own;
}

/** The identity of one component, where it has one. */
export function identityOf(component: ComponentName, config: StackConfig): WantedIdentity | undefined {
  return identitiesOf(config).find((wanted) => wanted.component === component);
}

/** The one place where planning asks for an identity's kind. */
export function identityProfile(settings: IdentityConfig): IdentityProfile {
  const cloud: Cloud = clouds[settings.kind];
  return cloud.identity.profile(settings);
}

/** The labels by which a cloud knows pods with its identity. */
export function identityLabels(component: ComponentName, config: StackConfig): IdentityProfile["podLabels"] {
  const wanted = identityOf(component, config);
  return wanted === undefined ? {} : identityProfile(wanted.settings).podLabels;
}

/** Where pods get the credentials of a cloud's identity from: their own, or the one of their node. */
export function credentialEgress(component: ComponentName, config: StackConfig): readonly PolicyRule[] {
  const wanted = identityOf(component, config);
  if (wanted !== undefined) {
    return identityProfile(wanted.settings).egress;
  }
  return component === config.execution && config.integrations.awsImplicitRole ? [nodeCredentials] : [];
}
