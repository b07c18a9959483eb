import { z } from "zod";
import { firstKeys, lastKeys, type Completed } from "../config/base-config";
import { environmentVariables } from "../config/fields/fields";
import { image, images } from "../config/image-settings";
import { executionOf } from "../values/releases";
import { services } from "../services/service-registry";
import type { DeepReadonly } from "../values/deep-readonly";
import { nextName, overlappingSecrets, secretNames, ungeneratedSecrets } from "../values/secret-definitions";

/**
 * The whole configuration of a stack as it is written, without the secret values: types, messages, the editor schema
 * and the reference in docs come from it.
 */
export const writtenSchema = z.strictObject({
  ...firstKeys,
  images: images.extend(imagesOf(services, image)).prefault({}).describe("Where container images come from."),
  services: z.strictObject(settingsOf(services)).prefault({}).describe("OpenOps' own services."),
  ...lastKeys,
});

/**
 * The same with what follows from the release. Where nobody says what runs the flows of a release that is not known,
 * the configuration is refused, and its other faults are looked for as if that were the engine.
 */
export const stackSchema = writtenSchema.transform((written): Completed<typeof written> => ({
  ...written,
  execution: written.execution ?? executionOf(written.version) ?? "engine",
}));

/** Secret values are flat keys, so that `pulumi config set --secret` encrypts each on its own. */
export const secretKeys: readonly string[] = [
  ...secretNames,
  ...overlappingSecrets.map(nextName),
  ...ungeneratedSecrets,
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
export type StackLayer = DeepPartial<z.input<typeof writtenSchema>>;

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> }
    : T;

interface Declared {
  readonly settings: z.ZodType;
  readonly image: { readonly name: string };
}

type Services = Readonly<Record<string, Declared>>;

/** The schemas of services' settings by the services' names. */
function settingsOf<All extends Services>(services: All): { readonly [Id in keyof All]: All[Id]["settings"] };
function settingsOf(services: Services): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(Object.entries(services).map(([id, { settings }]) => [id, settings]));
}

/** One schema for each image that a service has, by the images' names. */
function imagesOf<All extends Services, Image extends z.ZodType>(
  services: All,
  image: Image,
): Readonly<Record<All[keyof All]["image"]["name"], Image>>;
function imagesOf(services: Services, image: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(Object.values(services).map(({ image: { name } }) => [name, image]));
}
