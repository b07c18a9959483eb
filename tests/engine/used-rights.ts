import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

/** Rights as `verb resources.group`. */
export type Rights = ReadonlySet<string>;

const ruleSchema = z.object({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
});

/** A ClusterRole as its manifest has it. */
export const roleSchema = z.object({
  metadata: z.object({ name: z.string() }),
  rules: z.array(ruleSchema),
});

/** The objects of docs/rights.yaml. */
export function documentedRights(): readonly unknown[] {
  const file = resolve(__dirname, "../../docs/rights.yaml");
  return parseAllDocuments(readFileSync(file, "utf8")).map((document): unknown => document.toJS());
}

export type Role = z.output<typeof roleSchema>;

const recordSchema = z.object({
  verb: z.string(),
  user: z.object({ username: z.string() }),
  objectRef: z
    .object({
      resource: z.string(),
      subresource: z.string().optional(),
      apiGroup: z.string().default(""),
    })
    .optional(),
  responseStatus: z.object({ code: z.number().default(200) }).default({ code: 200 }),
});

function rightOf(verb: string, resource: string, group: string): string {
  return `${verb} ${resource}${group === "" ? "" : `.${group}`}`;
}

/** Each right of roles on its own. */
export function grantedRights(roles: readonly Role[]): Rights {
  return new Set(
    roles
      .flatMap(({ rules }) => rules)
      .flatMap(({ apiGroups, resources, verbs }) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((resource) => verbs.map((verb) => rightOf(verb, resource, group))),
        ),
      ),
  );
}

/** What somebody's requests needed, and what was refused to them, by the API server's record. */
export interface Requested {
  readonly used: Rights;
  readonly refused: Rights;
}

/** Reads who asked for what from an audit log. */
export function requestedRights(auditLog: string, user: string): Requested {
  const records = readFileSync(auditLog, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => recordSchema.parse(JSON.parse(line)))
    .filter(({ user: { username } }) => username === user);
  const rights = (found: typeof records): Rights =>
    new Set(
      found.flatMap(({ verb, objectRef }) =>
        objectRef === undefined
          ? []
          : [
              rightOf(
                verb,
                [objectRef.resource, objectRef.subresource].filter((part) => part !== undefined).join("/"),
                objectRef.apiGroup,
              ),
            ],
      ),
    );
  const isRefused = ({ responseStatus: { code } }: (typeof records)[number]) => code === 403;
  return {
    used: rights(records.filter((record) => !isRefused(record))),
    refused: rights(records.filter(isRefused)),
  };
}
