import { setCommand } from "../fault";
import type { Fault } from "../fault";
import { imageTag, knownVersions } from "../images";
import { installedImages } from "../installed-images";
import type { Rule } from "./rule";

const noMovingTags: Rule = {
  name: "outside dev no image has the tag latest",
  check: (config) => {
    if (config.preset === "dev") {
      return [];
    }
    const why = "latest moves, so two pods of one stack could run different releases";
    const version: readonly Fault[] =
      config.version === "latest" ? [{ path: "version", expected: "a release", got: "latest", why }] : [];
    const tags = installedImages(config).flatMap((name): readonly Fault[] =>
      config.images[name].tag === "latest"
        ? [{ path: `images.${name}.tag`, expected: "a fixed tag", got: "latest", why }]
        : [],
    );
    return [...version, ...tags];
  },
};

const companionsKnown: Rule = {
  name: "every image has a tag",
  check: (config) =>
    installedImages(config)
      .filter((name) => imageTag(name, config) === undefined && config.images[name].digest === undefined)
      .map((name) => ({
        path: `images.${name}.tag`,
        expected: `the tag that was released with version ${config.version}`,
        got: "nothing",
        why: `it is known for ${knownVersions.join(", ")} only`,
        mend: setCommand(`images.${name}.tag`, "TAG"),
      })),
};

/** Rules about container images. */
export const imageRules: readonly Rule[] = [noMovingTags, companionsKnown];
