import { backupRules } from "./data/backup-rules";
import { cloudRules } from "./data/cloud-rules";
import { encryptionRules } from "./access/encryption-rules";
import { environmentRules } from "./pods/environment-rules";
import { exposureRules } from "./access/exposure-rules";
import { extraRules } from "./pods/extras-rules";
import type { Fault } from "../../values/fault";
import { identityRules } from "./data/identity-rules";
import { imageRules } from "./pods/image-rules";
import { loadBalancerRules } from "./access/load-balancer-rules";
import { networkRules } from "./access/network-rules";
import { placementRules } from "./pods/placement-rules";
import { publicAddressRules } from "./access/public-address-rules";
import { quotaRules } from "./pods/quota-rules";
import type { Rule } from "./rule";
import { storeRules } from "./data/store-rules";
import { scalingRules } from "./pods/scaling-rules";
import { secretSourceRules } from "./data/secret-source-rules";
import { workloadRules } from "./pods/workload-rules";

const all: readonly Rule[] = [
  ...workloadRules,
  ...scalingRules,
  ...placementRules,
  ...imageRules,
  ...networkRules,
  ...encryptionRules,
  ...publicAddressRules,
  ...exposureRules,
  ...loadBalancerRules,
  ...environmentRules,
  ...extraRules,
  ...quotaRules,
  ...storeRules,
  ...secretSourceRules,
  ...backupRules,
  ...cloudRules,
  ...identityRules,
];

/** Every rule between fields; each gives what it finds as a list. */
export const rules = all.map(({ name, check }) => ({
  name,
  check: (...args: Parameters<Rule["check"]>): readonly Fault[] => [...check(...args)],
}));
