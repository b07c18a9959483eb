import { defaultIdentifier, storeNames } from "../components/plan/names";
import type { StoreName } from "../components/values/text";
import { refusal } from "./look-up-error";

interface IdentifierArgs {
  /** The configuration that gives one. */
  readonly path: string;
  readonly given: string | undefined;
  readonly namespace: string;
  /** What it is for, within the namespace. */
  readonly name: string;
  readonly longest: number;
}

/**
 * The identifier of what is made in a cloud, by default after the namespace. It never changes: a name that
 * Pulumi makes would be another one after an update that was killed.
 *
 * @throws ConfigError where the namespace makes none that every cloud takes
 */
export function identifierOf({ path, given, namespace, name, longest }: IdentifierArgs): string {
  const identifier = given ?? defaultIdentifier(namespace, name);
  if (given !== undefined || (/^[a-z](-?[a-z0-9])*$/.test(identifier) && identifier.length <= longest)) {
    return identifier;
  }
  throw refusal({
    path,
    expected: `one of your own, of at most ${longest} lower-case letters, digits and single hyphens, because the namespace makes none`,
    got: identifier,
  });
}

/** The identifier of a server, after its name in the cluster. */
export function serverIdentifier(
  store: StoreName,
  { given, namespace, longest }: Pick<IdentifierArgs, "given" | "namespace" | "longest">,
): string {
  return identifierOf({
    path: `${store}.identifier`,
    given,
    namespace,
    name: storeNames[store].name,
    longest,
  });
}
