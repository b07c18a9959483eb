import { removeCommand, setCommand } from "../../../values/fault";
import {
  releaseWith,
  executionOf,
  imageTag,
  knownVersions,
  lastReleaseWithEngine,
  publishedTag,
  type ImageName,
} from "../../../stack/images";
import { installedImages } from "../../../plan/pods/planned-images";
import { numbersOf } from "../../../values/release-order";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

const noMovingTags: Rule = {
  name: "outside dev no image has the tag latest",
  *check(config) {
    if (config.preset === "dev") {
      return;
    }
    const why = "latest moves, so two pods of one stack could run different releases";
    if (config.version === "latest") {
      yield { path: "version", expected: "a release", got: "latest", why };
    }
    for (const name of installedImages(config)) {
      if (config.images[name].tag === "latest") {
        yield { path: `images.${name}.tag`, expected: "a fixed tag", got: "latest", why };
      }
    }
  },
};

const companionsKnown: Rule = {
  name: "every image has a tag",
  *check(config) {
    for (const name of installedImages(config)) {
      if (imageTag(name, config) === undefined && config.images[name].digest === undefined) {
        yield {
          path: `images.${name}.tag`,
          expected: `the tag that was released with version ${config.version}`,
          got: "nothing",
          why: `it is known for ${knownVersions.join(", ")} only`,
          fix: setCommand(`images.${name}.tag`, "TAG"),
        };
      }
    }
  },
};

/** An image whose tag is one of OpenOps' releases: what is in another one only its owner knows. */
function isPublished(name: ImageName, { images }: StackConfig): boolean {
  const { repository, digest } = images[name];
  return repository === undefined && digest === undefined;
}

/** What runs flows speaks to the app in a form that is theirs alone. */
const flowsOfAppsRelease: Rule = {
  name: "the app and what runs flows come from one release",
  *check(config) {
    const { execution } = config;
    const [app, flows] = [imageTag("app", config) ?? "", imageTag(execution, config) ?? ""];
    const [wanted, found] = [numbersOf(app)?.join("."), numbersOf(flows)?.join(".")];
    const published = isPublished("app", config) && isPublished(execution, config);
    if (!published || wanted === undefined || found === undefined || wanted === found) {
      return;
    }
    const own = config.images[execution].tag !== undefined;
    yield {
      path: own ? `images.${execution}.tag` : "images.app.tag",
      expected: `a build of ${own ? wanted : found}, as the ${own ? "app" : execution} has it`,
      got: own ? flows : app,
      why: `app and ${execution} speak to each other in a form that changes between releases`,
      fix: removeCommand(own ? `images.${execution}.tag` : "images.app.tag"),
    };
  },
};

const executionOfRelease: Rule = {
  name: "what runs flows was published with the release",
  *check(config) {
    const { execution } = config;
    const tags = (["app", execution] as const)
      .filter((name) => isPublished(name, config))
      .map((name) => imageTag(name, config) ?? "");
    const other = tags.find((tag) => ![undefined, execution].includes(executionOf(tag)));
    if (other === undefined) {
      return;
    }
    const got = { path: "execution", got: execution };
    if (execution === "worker") {
      yield {
        ...got,
        expected: `engine with OpenOps ${other}`,
        why: `releases up to ${lastReleaseWithEngine} were published without a worker, and their app does not start without an engine`,
        fix: `${setCommand("execution", "engine")}, or a release with workers: ${setCommand("version")}`,
      };
    } else {
      yield {
        ...got,
        expected: `worker with OpenOps ${other}`,
        why: `releases after ${lastReleaseWithEngine} were published without an engine, and their app asks a worker to run flows`,
        fix: setCommand("execution", "worker"),
      };
    }
  },
};

const companionsOfRelease: Rule = {
  name: "tables and analytics are not those of another release",
  *check(config) {
    for (const name of ["tables", "analytics"] as const) {
      const tag = config.images[name].tag ?? "";
      const [wanted, other] = [publishedTag(name, config.version), releaseWith(name, tag)];
      if (!isPublished(name, config) || other === undefined || wanted === undefined) {
        continue;
      }
      if (wanted !== tag) {
        yield {
          path: `images.${name}.tag`,
          expected: wanted,
          got: tag,
          why: `that was published with ${other}, and the app is ${config.version}`,
          fix: removeCommand(`images.${name}.tag`),
        };
      }
    }
  },
};

/** Rules about container images. */
export const imageRules: readonly Rule[] = [
  noMovingTags,
  companionsKnown,
  flowsOfAppsRelease,
  executionOfRelease,
  companionsOfRelease,
];
