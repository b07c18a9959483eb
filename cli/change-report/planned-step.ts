import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";
import { unknownText } from "../../sandbox";
import { isSecretMark, masked } from "../terminal/secret-marks";
import { kindOf, nameOf, typeOf } from "../terminal/resource-names";

/** One side of a change: a resource as it is, or as it would be. */
export interface ResourceSide {
  /** Inputs without any secret. */
  readonly inputs: RawMap;
  readonly protect: boolean;
}

/** What an update would do to one resource. */
export interface PlannedStep {
  readonly operation: "create" | "update" | "replace" | "delete" | "import" | "same";
  readonly urn: string;
  /** Type token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** The name in the program. */
  readonly name: string;
  readonly before: ResourceSide | undefined;
  readonly after: ResourceSide | undefined;
  /** Paths that the provider names as different. */
  readonly paths: readonly string[];
  /** Of a replacement: whether the old one goes before the new one is made. */
  readonly deletedFirst: boolean;
}

/** A step as the engine reports it, in an event or in the JSON of a preview. */
export interface EngineStep {
  readonly op: string;
  readonly urn: string;
  readonly before: EngineStepSide | undefined;
  readonly after: EngineStepSide | undefined;
  readonly paths: readonly string[];
}

export interface EngineStepSide {
  readonly inputs: unknown;
  readonly protect?: boolean | undefined;
}

const operations: Readonly<Record<string, PlannedStep["operation"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  import: "import",
  same: "same",
  "create-replacement": "replace",
};

/**
 * Steps as an update would take them, one for each resource: the engine reports a replacement as three.
 * Reads change nothing and are left out, as are components, which are nothing but their children, the connections to
 * clusters and clouds, and what the engine keeps for itself: records are of what other steps do.
 */
export function plannedSteps(steps: readonly EngineStep[]): readonly PlannedStep[] {
  const removals = steps.flatMap(({ op, urn }, index) =>
    op === "delete-replaced" ? [[urn, index] as const] : [],
  );
  const removedAt = new Map(removals);
  return steps.flatMap((step, index): readonly PlannedStep[] => {
    const operation = operations[step.op];
    const type = typeOf(step.urn);
    return operation === undefined || /^(openops|pulumi):/.test(type)
      ? []
      : [
          {
            operation,
            urn: step.urn,
            type,
            name: nameOf(step.urn),
            before: sideOf(type, step.before),
            after: sideOf(type, step.after),
            paths: step.paths,
            deletedFirst: operation === "replace" && (removedAt.get(step.urn) ?? Infinity) < index,
          },
        ];
  });
}

function sideOf(type: string, side: EngineStepSide | undefined): ResourceSide | undefined {
  if (side === undefined) {
    return undefined;
  }
  const inputs = withoutSecrets(side.inputs);
  return { inputs: isRawMap(inputs) ? maskedContent(type, inputs) : {}, protect: side.protect === true };
}

/** What stands where a value would be that only the update brings. */
const notYetKnown = "(known after the update)";

/** A value in which secrets are masked, and what is not known yet is said in words. */
export function withoutSecrets(value: unknown): Raw {
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  if (isRawMap(value)) {
    return isSecretMark(value)
      ? masked
      : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutSecrets(child)]));
  }
  if (value === unknownText) {
    return notYetKnown;
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}

/**
 * The content of a Kubernetes Secret is secret whether the program said so or not; what is given as text
 * is kept as data.
 */
function maskedContent(type: string, inputs: RawMap): RawMap {
  const { data, stringData, ...rest } = inputs;
  const isSecret = kindOf(type) === "Secret" && (data !== undefined || stringData !== undefined);
  return isSecret ? { ...rest, data: masked } : inputs;
}
