import { refusal } from "../look-up-error";

interface IdentifierArgs {
  readonly given: string | undefined;
  readonly namespace: string;
  readonly suffix: string;
  readonly longest: number;
  readonly path: string;
}

/**
 * The identifier of a server, which never changes: a name that Pulumi makes would be another one after
 * an update that was killed.
 *
 * @throws ConfigError where the namespace makes none that AWS takes
 */
export function identifierOf({ given, namespace, suffix, longest, path }: IdentifierArgs): string {
  const identifier = given ?? `${namespace}-${suffix}`;
  if (/^[a-z](-?[a-z0-9])*$/.test(identifier) && identifier.length <= longest) {
    return identifier;
  }
  throw refusal({
    path,
    expected: `one of your own, of at most ${longest} lower-case letters, digits and single hyphens, because the namespace makes none`,
    got: identifier,
  });
}
