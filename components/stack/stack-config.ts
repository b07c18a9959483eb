import { z } from "zod";
import { firstKeys, lastKeys } from "../config/base-config";
import { environmentVariables } from "../config/fields/fields";
import { image, images } from "../config/image-settings";
import { services } from "../services/service-registry";
import type { DeepReadonly } from "../values/deep-readonly";
import { nextName, overlappingSecrets, registryPassword, secretNames } from "../values/secret-definitions";
import { imagesOf, settingsOf } from "./service-keys";

/**
 * The whole configuration of a stack, without the secret values: types, messages, the editor schema
 * and the reference in docs come from it.
 */
export const stackSchema = z.strictObject({
  ...firstKeys,
  images: images.extend(imagesOf(services, image)).prefault({}).describe("Where container images come from."),
  services: z.strictObject(settingsOf(services)).prefault({}).describe("OpenOps' own services."),
  ...lastKeys,
});

/** Secret values are flat keys, so that `pulumi config set --secret` encrypts each on its own. */
export const secretKeys: readonly string[] = [
  ...secretNames,
  ...overlappingSecrets.map(nextName),
  registryPassword,
  "extraSecrets",
];

/** The services that users may give environment variables. */
export const readingEnvironment = Object.values(services).flatMap(({ id, readsEnvironment = true }) =>
  readsEnvironment ? [id] : [],
);

/** Secret environment variables of users' own: service, variable, value. */
export const extraSecretsSchema = z.partialRecord(z.enum(readingEnvironment), environmentVariables);

/** A checked configuration with every default filled in. */
export interface StackConfig extends DeepReadonly<z.output<typeof stackSchema>> {}

/** What a layer (a preset, an overlay or a stack file) may say. */
export type StackLayer = DeepPartial<z.input<typeof stackSchema>>;

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> }
    : T;
