import { joinText } from "../../components/model/text";
import type { Reference, Text } from "../../components/model/text";
import type { RawMap } from "../../components/model/layers";
import type { ExtraSecretNames } from "../../components/model/plan";
import { storeProfile } from "../../components/model/profiles";
import type { StackConfig } from "../../components/model/schema/stack";
import type { MovingSecrets } from "../../components/model/secrets";
import type { ServiceId } from "../../components/model/service";
import { planOf } from "./configuration";

const hosts = { database: "PGH", cache: "RH" };

function show(reference: Reference, config: StackConfig): string {
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
        : String(storeProfile(reference.store, config).port);
  }
}

function shown(variables: Readonly<Record<string, Text>>, config: StackConfig) {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, joinText(value, (one) => show(one, config))]),
  );
}

interface Circumstances {
  readonly extraSecrets?: ExtraSecretNames;
  readonly moving?: MovingSecrets;
}

/** The variables of a service, with references in angle brackets; undefined where a stack is without it. */
export function environmentOf(
  id: ServiceId,
  values: RawMap = {},
  { extraSecrets = {}, moving = [] }: Circumstances = {},
) {
  const { config, services } = planOf(values, extraSecrets, moving);
  const planned = services.find(({ service }) => service.id === id);
  return (
    planned && { plain: shown(planned.variables, config), secret: shown(planned.secretVariables, config) }
  );
}
