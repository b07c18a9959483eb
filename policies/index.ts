import { PolicyPack } from "@pulumi/policy";
import { policyOf } from "./policy";
import { rules } from "./rules";

new PolicyPack("openops", {
  description: "What a stack of OpenOps, and anything beside it, must not give up.",
  policies: rules.map(policyOf),
});
