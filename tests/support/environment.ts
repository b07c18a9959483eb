import { joinText } from "../../components/model/text";
import type { Reference, Text } from "../../components/model/text";
import type { RawMap } from "../../components/model/layers";
import type { ExtraSecretNames } from "../../components/model/plan";
import type { MovingSecrets } from "../../components/model/secrets";
import type { ServiceId } from "../../components/model/service";
import { planOf } from "./configuration";

const endpoints = { database: { host: "PGH", port: "5432" }, cache: { host: "RH", port: "6379" } };

function show(reference: Reference): string {
  switch (reference.kind) {
    case "secret":
      return `<${reference.name}>`;
    case "server-password":
      return `<password of the ${reference.store}>`;
    case "extra-secret":
      return `<extra ${reference.variable}>`;
    case "endpoint":
      return endpoints[reference.store][reference.field];
  }
}

function shown(variables: Readonly<Record<string, Text>>) {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, joinText(value, show)]));
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
  const planned = planOf(values, extraSecrets, moving).services.find(({ service }) => service.id === id);
  return planned && { plain: shown(planned.variables), secret: shown(planned.secretVariables) };
}
