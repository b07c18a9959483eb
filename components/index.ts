export { OpenOps } from "./openops";
export type { OpenOpsOutputs } from "./composition/installation";
export type { OpenOpsArgs } from "./resources/installation-args";
