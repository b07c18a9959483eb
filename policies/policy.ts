import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { CheckedResource, ResourceRule, Rule, Settings, StackRule, Violation } from "./rule";

/** A rule as Pulumi knows policies. */
export function policyOf(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
  return rule.kind === "resource" ? resourcePolicy(rule) : stackPolicy(rule);
}

function resourcePolicy(rule: ResourceRule): ResourceValidationPolicy {
  return {
    ...factsOf(rule),
    validateResource: (args, report) => {
      const settings: Settings = { ...rule.settings, ...args.getConfig<Settings>() };
      rule.check(checked(args), settings).forEach((violation) => report(messageOf(violation)));
    },
  };
}

function stackPolicy(rule: StackRule): StackValidationPolicy {
  return {
    ...factsOf(rule),
    validateStack: ({ resources }, report) => {
      const urns = new Map(resources.map((resource) => [checked(resource), resource.urn]));
      rule
        .check([...urns.keys()])
        .forEach(({ resource, ...violation }) => report(messageOf(violation), urns.get(resource)));
    },
  };
}

function factsOf({ name, description, severity, level, settings }: Rule) {
  return {
    name,
    description,
    severity,
    enforcementLevel: level,
    ...(settings === undefined ? {} : { configSchema: schemaOf(settings) }),
  };
}

function schemaOf(settings: Settings) {
  const properties = Object.entries(settings).map(([key, value]) => [
    key,
    typeof value === "number"
      ? { type: "number" as const, default: value }
      : { type: "array" as const, items: { type: "string" as const }, default: [...value] },
  ]);
  return { properties: Object.fromEntries(properties) };
}

function checked({
  type,
  name,
  props,
  opts,
}: Pick<PolicyResource, "type" | "name" | "props" | "opts">): CheckedResource {
  return { type, name, props, protect: opts.protect };
}

/** What is wrong, and where in the configuration it is decided. */
function messageOf({ message, configPath }: Violation): string {
  return `${message} Decided by ${configPath}.`;
}
