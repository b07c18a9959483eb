import { cloudRules } from "./clouds";
import { environmentRules } from "./environment";
import { imageRules } from "./images";
import { networkRules } from "./network";
import type { Rule } from "./rule";
import { storeRules } from "./stores";
import { workloadRules } from "./workloads";

/** Every rule between fields. */
export const rules: readonly Rule[] = [
  ...workloadRules,
  ...imageRules,
  ...networkRules,
  ...environmentRules,
  ...storeRules,
  ...cloudRules,
];
