import { flag, required, text, textLike, type InputRules } from "../../protocol/input-rules";
import type { CloudContext, CloudRequest, ResourceKind } from "../cloud";
import { textAt } from "../reading";
import { deletionPolicy, isAbandoned, prevented, projectOf, typesOf } from "./identifiers";

const instant = { create: 0, update: 0, delete: 0 };

/** Row of a service account. */
const account: ResourceKind = {
  title: "Service account",
  inputs: {
    accountId: required(
      textLike(
        /^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/,
        "6 to 30 lower-case letters, digits and hyphens, a letter first, no hyphen last",
      ),
    ),
    createIgnoreAlreadyExists: flag,
    deletionPolicy,
    description: text,
    disabled: flag,
    displayName: text,
    project: text,
  },
  defaults: { disabled: false },
  decides: ["email", "member", "name", "project", "uniqueId"],
  replaces: ["accountId", "project"],
  minutes: { create: 0.2, update: 0.1, delete: 0.1 },
  taken: "Error 409: Service account already exists within project, alreadyExists",
  abandons: isAbandoned,
  deletionRefusal: prevented,
  name: ({ inputs, ...context }) => {
    const name = accountName(context, inputs);
    return { key: name, id: name };
  },
  decide: ({ inputs, named: { key }, ...context }) => {
    const email = key.split("/").at(-1) ?? "";
    return {
      email,
      member: `serviceAccount:${email}`,
      name: key,
      project: projectOf(context, inputs),
      uniqueId: "100000000000000000042",
    };
  },
};

function accountName(context: CloudContext, inputs: CloudRequest["inputs"]): string {
  const project = projectOf(context, inputs);
  return `projects/${project}/serviceAccounts/${textAt(inputs, "accountId") ?? ""}@${project}.iam.gserviceaccount.com`;
}

const member = textLike(
  /^(allUsers|allAuthenticatedUsers|(user|group|serviceAccount|domain|principal|principalSet):.+)$/,
  "a member such as serviceAccount:NAME@PROJECT.iam.gserviceaccount.com",
);

const roleName = textLike(
  /^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[\w.]+$/,
  "a role such as roles/viewer",
);

/** Why IAM refuses a member: a service account of this project has to be there. */
function memberRefusal({ inputs, account, ...context }: CloudRequest): string | undefined {
  const name = /^serviceAccount:(.+@(.+)\.iam\.gserviceaccount\.com)$/.exec(textAt(inputs, "member") ?? "");
  const project = projectOf(context, {});
  const [, email = "", owner] = name ?? [];
  return owner !== project || account.list(typesOf.account).some(({ key }) => key.endsWith(`/${email}`))
    ? undefined
    : `Error 400: Service account ${email} does not exist., badRequest`;
}

interface Grant {
  readonly title: string;
  /** The input that names what the role is granted on. */
  readonly target: string;
  readonly inputs: InputRules;
  readonly refusal?: ResourceKind["refusal"];
}

/** Row of a role that a member has on something; every part of it is fixed. */
function grant({ title, target, inputs, refusal }: Grant): ResourceKind {
  return {
    title,
    inputs: { role: required(roleName), member: required(member), ...inputs },
    decides: ["etag"],
    replaces: [target, "role", "member"],
    minutes: instant,
    refusal: (request) => refusal?.(request) ?? memberRefusal(request),
    name: ({ inputs: given }) => {
      const id = [target, "role", "member"].map((name) => textAt(given, name) ?? "").join("/");
      return { key: id, id };
    },
    decide: () => ({ etag: "BwY=" }),
  };
}

/** What may be done with a service account; one that is not of this project is taken to exist. */
const accountMember = grant({
  title: "Service account IAM member",
  target: "serviceAccountId",
  inputs: { serviceAccountId: required(text) },
  refusal: ({ inputs, account, ...context }) => {
    const name = textAt(inputs, "serviceAccountId") ?? "";
    const own = name.startsWith(`projects/${projectOf(context, {})}/`);
    return !own || account.find(typesOf.account, name) !== undefined
      ? undefined
      : `Error 404: Unknown service account, notFound`;
  },
});

export const iamKinds: readonly (readonly [string, ResourceKind])[] = [
  [typesOf.account, account],
  [typesOf.accountMember, accountMember],
  [
    typesOf.projectMember,
    grant({ title: "Project IAM member", target: "project", inputs: { project: required(text) } }),
  ],
  // A bucket is taken to exist.
  [
    typesOf.bucketMember,
    grant({ title: "Storage Bucket IAM member", target: "bucket", inputs: { bucket: required(text) } }),
  ],
];
