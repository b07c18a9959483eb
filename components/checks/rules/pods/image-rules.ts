import { removeCommand, setCommand, type Fault } from "../../../values/fault";
import { executionOf, knownReleases, numbersOf } from "../../../values/releases";
import type { RawMap } from "../../../config/layers";
import { releaseWith, imageTag, publishedTag, type ImageName } from "../../../stack/images";
import { installedImages } from "../../../plan/pods/planned-images";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

/** Outside dev a release has to be named, whatever else is. */
function lacksRelease({ preset, version }: StackConfig): boolean {
  return version === "latest" && preset !== "dev";
}

const noMovingTags: Rule = {
  name: "outside dev no image has the tag latest",
  *check(config) {
    if (config.preset === "dev") {
      return;
    }
    const why = "latest moves, so two pods of one stack could run different releases";
    if (lacksRelease(config)) {
      yield { path: "version", expected: "a release", got: "latest", why };
    }
    for (const name of installedImages(config)) {
      if (config.images[name].tag === "latest") {
        yield { path: `images.${name}.tag`, expected: "a fixed tag", got: "latest", why };
      }
    }
  },
};

/**
 * Asks for everything that a release which is not known has to be told, in one fault: what runs its flows, and the
 * images that were published with it, by tag or by digest.
 */
export function* releaseFaults(config: StackConfig, written: RawMap): Iterable<Fault> {
  const { version } = config;
  const execution = written.execution === undefined && executionOf(version) === undefined;
  const tags = installedImages(config)
    .filter((name) => imageTag(name, config) === undefined && config.images[name].digest === undefined)
    .map((name) => `images.${name}.tag`);
  const missing = [...(execution ? ["execution"] : []), ...tags];
  if (missing.length > 0 && !lacksRelease(config)) {
    yield {
      path: "version",
      expected: `a release that is known (${knownReleases.join(", ")}), or what was published with this one: ${missing.join(", ")}`,
      got: version,
      why: `its docker-compose.yml has the tags, and a service openops-engine or openops-worker: ${composeFileOf(version)}`,
      fix: missing.map((path) => setCommand(path)).join(" && "),
    };
  }
}

/** Where OpenOps says what belongs to a release: its release.yml makes each tag from the commit that is published. */
function composeFileOf(version: string): string {
  const repository = "https://github.com/openops-cloud/openops";
  return version === "latest"
    ? `${repository}/releases/latest`
    : `${repository}/blob/${version}/deploy/docker-compose/docker-compose.yml`;
}

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

/** What a release lacks that was published with one of the two. */
const lacking = {
  engine: "without a worker, and its app does not start without an engine",
  worker: "without an engine, and its app asks a worker to run flows",
} as const;

const executionOfRelease: Rule = {
  name: "what runs flows was published with the release",
  *check(config) {
    const { execution } = config;
    for (const name of ["app", execution] as const) {
      const tag = imageTag(name, config) ?? "";
      const published = isPublished(name, config) ? executionOf(tag) : undefined;
      if (published !== undefined && published !== execution) {
        yield {
          path: "execution",
          expected: `${published} with OpenOps ${tag}`,
          got: execution,
          why: `that release was published ${lacking[published]}`,
          fix: setCommand("execution", published),
        };
        return;
      }
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
  flowsOfAppsRelease,
  executionOfRelease,
  companionsOfRelease,
];
