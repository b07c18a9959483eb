import { containersOf } from "../pods";
import type { CheckedResource, ResourceRule, Violation } from "../rule";

/** Every image must have a tag that always means the same. */
export const noLatestTag: ResourceRule = {
  kind: "resource",
  name: "no-latest-tag",
  description: "Images have a tag of their own, never latest.",
  severity: "high",
  level: "mandatory",
  check: (resource) =>
    imageViolations(resource, (image) => {
      const { tag, digest } = partsOf(image);
      return digest !== undefined || (tag !== undefined && tag !== "latest")
        ? undefined
        : `has ${tag === undefined ? "no tag" : "the tag latest"}, which means another image tomorrow`;
    }),
};

/** A digest means the same image even when somebody moves its tag. */
export const imagesByDigest: ResourceRule = {
  kind: "resource",
  name: "images-by-digest",
  description: "Images are named by digest as well, so that a moved tag changes nothing.",
  severity: "medium",
  level: "advisory",
  check: (resource) =>
    imageViolations(resource, (image) => (partsOf(image).digest === undefined ? "has no digest" : undefined)),
};

function imageViolations(
  resource: CheckedResource,
  complaint: (image: string) => string | undefined,
): readonly Violation[] {
  return containersOf(resource).flatMap(({ name, spec }): readonly Violation[] => {
    const image = String(spec.image);
    const complained = complaint(image);
    return complained === undefined
      ? []
      : [{ message: `The image ${image} of container ${name} ${complained}.`, configPath: "openops:images" }];
  });
}

interface ImageParts {
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** A colon before the last slash belongs to a registry's port. */
function partsOf(image: string): ImageParts {
  const [reference = "", digest] = image.split("@");
  const [, tag] = /:([^:/]+)$/.exec(reference) ?? [];
  return { tag, digest };
}
