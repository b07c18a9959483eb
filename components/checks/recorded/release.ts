import { z } from "zod";
import { executions, isNewer } from "../../values/releases";
import { firstOfEach } from "../../values/entries";
import type { Fault } from "../../values/fault";
import { allServices, inStartOrder } from "../../stack/declared-services";
import { imageRepository, imageTag, type ServiceImageName } from "../../stack/images";
import { installedImages } from "../../plan/pods/planned-images";
import type { StackConfig } from "../../stack/stack-config";

/** The images of OpenOps' own services, in the order in which the services roll. */
const serviceImages = inStartOrder(allServices)
  .filter(({ image: { tag } }) => tag === "version" || tag === "published-with")
  .map(({ image }) => image.name);

/** The images of services that bring the form of what they have stored up to their own release when they start. */
const migrating = allServices.filter(({ migrates }) => migrates).map(({ image }) => image.name);

const imageSchema = z.object({
  repository: z.string(),
  tag: z.string().optional(),
  digest: z.string().optional(),
});

/** The kind of the component whose outputs in the state are the release that an update was complete with. */
export const completeReleaseKind = "index:CompleteRelease";

/** Recorded so that the next update knows what it starts from. */
export const releaseSchema = z.object({
  version: z.string(),
  execution: z.enum(executions),
  images: z.partialRecord(z.enum(serviceImages), imageSchema),
});

/** The image of one service. */
export type ReleaseImage = z.output<typeof imageSchema>;

/** Which release of OpenOps a stack has. */
export type Release = z.output<typeof releaseSchema>;

/** A service whose image changes. */
export interface ImageChange {
  readonly name: ServiceImageName;
  readonly from: ReleaseImage;
  readonly to: ReleaseImage;
}

/** The release that a configuration asks for. */
export function releaseOf(config: StackConfig): Release {
  const installed = serviceImages.filter((name) => installedImages(config).includes(name));
  const images = installed.map((name) => {
    const tag = imageTag(name, config);
    const { digest } = config.images[name];
    const repository = imageRepository(name, config);
    return [name, { repository, ...(tag && { tag }), ...(digest && { digest }) }];
  });
  return { version: config.version, execution: config.execution, images: Object.fromEntries(images) };
}

/** The services that get another release; the same one from another registry is no change. */
export function changedImages(planned: Release, recorded: Release): readonly ImageChange[] {
  return serviceImages.flatMap((name) => {
    const [from, to] = [recorded.images[name], planned.images[name]];
    return from === undefined || to === undefined || contentOf(from) === contentOf(to)
      ? []
      : [{ name, from, to }];
  });
}

/** What tells an image from another of the same service. */
export function contentOf({ tag, digest }: ReleaseImage): string {
  return digest ?? tag ?? "";
}

/** The reference by which pods name an image. */
export function referenceOf({ repository, tag, digest }: ReleaseImage): string {
  return digest === undefined ? `${repository}:${tag ?? ""}` : `${repository}@${digest}`;
}

/** Whether a service that migrates what it has stored would get an older release. */
export function isDowngrade(planned: Release, recorded: Release): boolean {
  return migrating.some((name) => isNewer(recorded.images[name]?.tag ?? "", planned.images[name]?.tag ?? ""));
}

/** Whether a service that changes may migrate what it has stored. */
export function mayMigrate(changes: readonly ImageChange[]): boolean {
  return changes.some((change) => migrating.some((name) => name === change.name));
}

/** What an update does to the release; undefined where it leaves that alone, or goes back to an older one. */
export function releaseChange(planned: Release, recorded: Release): string | undefined {
  const changes = changedImages(planned, recorded);
  if (changes.length === 0 || isDowngrade(planned, recorded)) {
    return undefined;
  }
  const listed = changes.map(({ name, from, to }) => `${name} ${contentOf(from)} -> ${contentOf(to)}`);
  const what =
    planned.version === recorded.version
      ? `changes images of OpenOps ${planned.version}`
      : `takes OpenOps from ${recorded.version} to ${planned.version}`;
  const migrations = mayMigrate(changes)
    ? " Migrations run when the new pods start, and do not run backwards."
    : "";
  return `This update ${what}: ${listed.join(", ")}.${migrations}`;
}

/** Refuses a release that is older than the one whose migrations have run. */
export function downgradeFaults(config: StackConfig, recorded: Release): readonly Fault[] {
  return firstOfEach(olderImages(config, recorded), ({ path }) => path);
}

function* olderImages(config: StackConfig, recorded: Release): Iterable<Fault> {
  if (config.rollout.downgradeTo === config.version) {
    return;
  }
  const planned = releaseOf(config);
  for (const name of migrating) {
    const [from = "", to = ""] = [recorded.images[name]?.tag, planned.images[name]?.tag];
    if (isNewer(from, to)) {
      yield config.images[name].tag === undefined
        ? olderFault("version", recorded.version, config.version)
        : olderFault(`images.${name}.tag`, from, to);
    }
  }
}

function olderFault(path: string, deployed: string, got: string): Fault {
  return {
    path,
    expected: `${deployed} or newer, as it is deployed`,
    got,
    why: "migrations do not run backwards, and an older release does not read what a newer one has stored",
    fix: "once a backup of that release is restored, or where none of its migrations has run, set rollout.downgradeTo: docs/operations.md, Upgrade",
  };
}
