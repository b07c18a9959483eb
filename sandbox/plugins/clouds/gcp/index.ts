import type { Cloud, ResourceKind } from "../cloud";
import { textAt } from "../reading";
import { typesOf } from "./identifiers";
import { iamKinds } from "./iam";
import { gcpLookUps } from "./look-ups";
import { connection, globalAddress } from "./networking";
import { redis } from "./redis";
import { databaseInstance, user } from "./sql";

/** Google Cloud. */
export const gcp: Cloud = {
  name: "gcp",
  title: "Google Cloud",
  version: "9.37.0+stand-in",
  configure: (config, environment) => {
    const project =
      textAt(config, "project") ?? environment.GOOGLE_PROJECT ?? environment.GOOGLE_CLOUD_PROJECT;
    const region = textAt(config, "region") ?? environment.GOOGLE_REGION;
    return {
      ...config,
      ...(project === undefined ? {} : { project }),
      ...(region === undefined ? {} : { region }),
    };
  },
  configFaults: (config) =>
    /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(textAt(config, "project") ?? "")
      ? []
      : [{ property: "project", reason: "expected the id of a project (gcp:project, GOOGLE_PROJECT)" }],
  kinds: new Map<string, ResourceKind>([
    [typesOf.globalAddress, globalAddress],
    [typesOf.connection, connection],
    [typesOf.databaseInstance, databaseInstance],
    [typesOf.user, user],
    [typesOf.redis, redis],
    ...iamKinds,
  ]),
  lookUps: gcpLookUps,
};
