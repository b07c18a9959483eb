import { parse } from "yaml";
import { z } from "zod";
import { executions, type Execution, type PublishedRelease } from "../../components/values/releases";
import { storeNames } from "../../components/plan/names";
import { services, type ServiceId } from "../../components/services/service-registry";
import { publicRegistry } from "../../components/stack/images";
import { CommandError } from "../errors";
import { composePath } from "./upstream";

const composeSchema = z.object({
  services: z.record(z.string(), z.object({ image: z.string().optional() })),
});

type Containers = z.output<typeof composeSchema>["services"];

/** What OpenOps published together. */
export interface Published {
  readonly release: PublishedRelease;
  /** Services that this program has none of. */
  readonly others: readonly string[];
}

const knownNames: readonly string[] = [
  ...Object.values(services).map(({ name }) => name),
  ...Object.values(storeNames).map(({ name }) => name),
];

/**
 * Reads from a compose file of OpenOps what belongs to a release.
 *
 * @throws CommandError with everything that has not the form that is read
 */
export function publishedIn(text: string, version: string): Published {
  const containers = containersIn(text, version);
  const found = executions.filter((id) => services[id].name in containers);
  const [execution, ...more] = found;
  const names: readonly ServiceId[] = ["app", ...found];
  const [tables, analytics] = [tagIn(containers, "tables"), tagIn(containers, "analytics")];
  const faults = [
    ...names.flatMap((id) => wrongTag(containers, id, version)),
    ...(execution === undefined || more.length > 0 ? [wrongExecution(found)] : []),
    ...[tables, analytics].flatMap(({ fault }) => fault ?? []),
  ];
  if (
    execution === undefined ||
    tables.tag === undefined ||
    analytics.tag === undefined ||
    faults.length > 0
  ) {
    throw new CommandError(
      [`${composePath} of OpenOps ${version} is not as expected:`, ...faults].join("\n  "),
    );
  }
  return {
    release: { tables: tables.tag, analytics: analytics.tag, execution },
    others: Object.keys(containers).filter((name) => !knownNames.includes(name)),
  };
}

function containersIn(text: string, version: string): Containers {
  try {
    return composeSchema.parse(parse(text)).services;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      `${composePath} of OpenOps ${version} is no file of services with images: ${reason}`,
    );
  }
}

/** The tag of the image that a service has from OpenOps' registry; undefined where it has none from there. */
function publishedTagOf(containers: Containers, id: ServiceId): string | undefined {
  const { name, image } = services[id];
  const start = `${publicRegistry}/${image.repository}:`;
  const reference = containers[name]?.image ?? "";
  return reference.startsWith(start) ? reference.slice(start.length) : undefined;
}

function expected(containers: Containers, id: ServiceId, tag: string): string {
  const { name, image } = services[id];
  const got = containers[name]?.image ?? "none";
  return `services.${name}.image: expected ${publicRegistry}/${image.repository} with ${tag}, got ${got}`;
}

/** The tag of a service that has releases of its own. */
function tagIn(containers: Containers, id: ServiceId): { readonly tag?: string; readonly fault?: string } {
  const tag = publishedTagOf(containers, id) ?? "";
  return /^\w[\w.-]{0,127}$/.test(tag) ? { tag } : { fault: expected(containers, id, "a tag") };
}

/** The file in the repository leaves the release open, the one that comes with a release has it filled in. */
function wrongTag(containers: Containers, id: ServiceId, version: string): readonly string[] {
  const tag = publishedTagOf(containers, id) ?? "";
  return tag === version || /^\$\{OPS_VERSION\b[^}]*\}$/.test(tag)
    ? []
    : [expected(containers, id, "the tag ${OPS_VERSION}")];
}

function wrongExecution(found: readonly Execution[]): string {
  const names = executions.map((id) => services[id].name).join(" or ");
  return `services: expected one of ${names}, got ${found.length === 0 ? "none" : "both"}`;
}
