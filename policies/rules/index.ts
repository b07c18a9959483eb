import type { Rule } from "../rule";
import { protectData } from "./data";
import { encryptedEntrance, loadBalancerSources } from "./entrance";
import { disruptionBudgets, networkPolicies } from "./guards";
import { imagesByDigest, noLatestTag } from "./images";
import {
  backups,
  deletionProtection,
  encryptionAtRest,
  encryptionInTransit,
  privateStores,
} from "./managed-stores";
import { noKnownSecret, noRandomId } from "./secrets";
import { noEscalation, noHostAccess, nonRoot, probes, resourceLimits, verifiedTls } from "./workloads";

/** Every rule of the pack. */
export const rules: readonly Rule[] = [
  noLatestTag,
  imagesByDigest,
  probes,
  resourceLimits,
  nonRoot,
  noEscalation,
  noHostAccess,
  verifiedTls,
  noKnownSecret,
  noRandomId,
  networkPolicies,
  disruptionBudgets,
  loadBalancerSources,
  encryptedEntrance,
  privateStores,
  encryptionAtRest,
  encryptionInTransit,
  backups,
  deletionProtection,
  protectData,
];
