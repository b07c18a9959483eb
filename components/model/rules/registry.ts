import { backupRules } from "./backup";
import { cloudRules } from "./clouds";
import { encryptionRules } from "./encryption";
import { environmentRules } from "./environment";
import { exposureRules } from "./exposure";
import { extraRules } from "./extras";
import { identityRules } from "./identities";
import { imageRules } from "./images";
import { loadBalancerRules } from "./load-balancer";
import { networkRules } from "./network";
import { placementRules } from "./placement";
import { publicAddressRules } from "./public-address";
import { quotaRules } from "./quota";
import type { Rule } from "./rule";
import { storeRules } from "./stores";
import { scalingRules } from "./scaling";
import { secretSourceRules } from "./secret-sources";
import { workloadRules } from "./workloads";

/** Every rule between fields. */
export const rules: readonly Rule[] = [
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
