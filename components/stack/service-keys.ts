import type { z } from "zod";

interface Declared {
  readonly settings: z.ZodType;
  readonly image: { readonly name: string };
}

type Services = Readonly<Record<string, Declared>>;

/** The schemas of services' settings by the services' names. */
export function settingsOf<All extends Services>(
  services: All,
): { readonly [Id in keyof All]: All[Id]["settings"] };
export function settingsOf(services: Services): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(Object.entries(services).map(([id, { settings }]) => [id, settings]));
}

/** One schema for each image that a service has, by the images' names. */
export function imagesOf<All extends Services, Image extends z.ZodType>(
  services: All,
  image: Image,
): Readonly<Record<All[keyof All]["image"]["name"], Image>>;
export function imagesOf(services: Services, image: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(Object.values(services).map(({ image: { name } }) => [name, image]));
}
