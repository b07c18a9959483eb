import { z } from "zod";
import type { PropertyMap, PropertyValue } from "../protocol/property-value";

const propertySchema: z.ZodType<PropertyValue> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    z.string(),
    z.array(propertySchema),
    z.record(z.string(), propertySchema),
  ]),
);
/** Properties without anything that JSON cannot say. */
export const plainPropertiesSchema: z.ZodType<PropertyMap> = z.record(z.string(), propertySchema);

/** Something that exists in a simulated account, as its file holds it. */
export const cloudResourceSchema = z.object({
  type: z.string(),
  /** What the cloud knows it by: unique among the resources of its type. */
  key: z.string(),
  /** The provider's id, which may be another one. */
  id: z.string(),
  /** The name of the Pulumi resource that made it. */
  madeFor: z.string(),
  /** What was asked for; a secret is never kept. */
  inputs: plainPropertiesSchema,
  /** What the cloud decided. */
  decided: plainPropertiesSchema,
  createdAtMs: z.number(),
  /** When what was begun last is done. */
  readyAtMs: z.number(),
  /** When it is gone, once its deletion has begun. */
  goneAtMs: z.number().optional(),
});

export type CloudResource = Readonly<z.output<typeof cloudResourceSchema>>;
