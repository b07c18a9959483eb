import { z } from "zod";
import { isRawMap, type RawMap } from "../../components/config/layers";
import { withoutSecrets } from "../change-report/planned-step";

/** A Kubernetes object as the last update left it. */
export interface WantedObject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** What the program asked for; secrets are masked. */
  readonly content: RawMap;
}

const stateSchema = z.looseObject({
  resources: z
    .array(
      z.looseObject({
        type: z.string(),
        inputs: z.unknown().optional(),
        external: z.boolean().optional(),
        delete: z.boolean().optional(),
      }),
    )
    .default([]),
});

/** The Kubernetes objects in a stack's state; those that are only read belong to others. */
export function wantedObjects(deployment: unknown): readonly WantedObject[] {
  const parsed = stateSchema.safeParse(deployment);
  const resources = parsed.success ? parsed.data.resources : [];
  return resources
    .filter(({ type, external, delete: leaving }) => type.startsWith("kubernetes:") && !external && !leaving)
    .flatMap(({ inputs }): readonly WantedObject[] => {
      const content = withoutSecrets(inputs);
      if (!isRawMap(content) || !isRawMap(content.metadata)) {
        return [];
      }
      const { name, namespace } = content.metadata;
      return [
        {
          kind: String(content.kind),
          apiVersion: String(content.apiVersion),
          name: String(name),
          namespace: typeof namespace === "string" ? namespace : undefined,
          content,
        },
      ];
    });
}
