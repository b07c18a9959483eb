import type { ServiceId } from "../../components/services/service-registry";
import { joinText, type Reference, type Text } from "../../components/values/text";
import type { RawMap } from "../../components/config/layers";
import type { ExtraSecretNames, Plan } from "../../components/plan/plan";
import type { RotatingSecrets } from "../../components/values/secret-definitions";
import { planOf } from "./configuration";

const hosts = { database: "PGH", cache: "RH" };

function show(reference: Reference, plan: Plan): string {
  switch (reference.kind) {
    case "secret":
      return `<${reference.name}>`;
    case "server-password":
      return `<password of the ${reference.store}>`;
    case "extra-secret":
      return `<extra ${reference.variable}>`;
    case "endpoint":
      return reference.field === "host"
        ? hosts[reference.store]
        : String(plan.stores[reference.store].profile.port);
  }
}

function shown(variables: Readonly<Record<string, Text>>, plan: Plan) {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, joinText(value, (one) => show(one, plan))]),
  );
}

interface Circumstances {
  readonly extraSecrets?: ExtraSecretNames;
  readonly rotating?: RotatingSecrets;
}

/** The variables of a service, with references in angle brackets; undefined where a stack is without it. */
export function environmentOf(
  id: ServiceId,
  values: RawMap = {},
  { extraSecrets = {}, rotating = [] }: Circumstances = {},
) {
  const plan = planOf(values, extraSecrets, rotating);
  const { services } = plan;
  const planned = services.find(({ service }) => service.id === id);
  return planned && { plain: shown(planned.variables, plan), secret: shown(planned.secretVariables, plan) };
}
