import type { Fault } from "../../components/values/fault";
import { objectName, storeNames } from "../../components/plan/names";
import type { StackConfig } from "../../components/stack/stack-config";
import { accessModes, type AccessMode } from "../../components/config/fields/workload-fields";
import { imageUsers } from "../../components/resources/pods/container-security";
import { tablesClaimOf } from "./adopted-config";
import type { AdoptedSecret } from "./adopted-secrets";
import { environmentOf } from "./live-environment";
import {
  at,
  mainContainer,
  objectIn,
  textAt,
  workloadOf,
  type LiveInstallation,
  type LiveObject,
} from "./live-installation";

/** What of a running installation this program could not take over without losing something. */
export function obstacles(
  installation: LiveInstallation,
  { config, secrets }: { readonly config: StackConfig; readonly secrets: readonly AdoptedSecret[] },
): readonly Fault[] {
  const stores = (["database", "cache"] as const).filter((store) => config[store].kind === "in-cluster");
  return [
    ...absentFaults(installation),
    ...stores.flatMap((store) => storeFaults(installation, store)),
    ...claimFaults(installation),
    ...ownerFaults(installation),
    ...clearSecretFaults(installation, secrets),
  ];
}

function absentFaults(installation: LiveInstallation): readonly Fault[] {
  const { namespace } = installation;
  return (["app", "tables"] as const)
    .filter((component) => workloadOf(installation, component) === undefined)
    .map((component) => ({
      path: "namespace",
      expected: `a Deployment ${objectName(component)} in the namespace ${namespace}`,
      got: "none",
      fix: "name the namespace of the installation with --namespace, and its release with --release",
    }));
}

/** A store in the cluster keeps its claim by the name that its StatefulSet looks for. */
function storeFaults(installation: LiveInstallation, store: "database" | "cache"): readonly Fault[] {
  const { name, claim } = storeNames[store];
  const set = objectIn(installation, "StatefulSet", name);
  if (set === undefined) {
    const host = environmentOf(installation, "app").get(
      store === "database" ? "OPS_POSTGRES_HOST" : "OPS_REDIS_HOST",
    )?.value;
    return [
      {
        path: `${store}.kind`,
        expected: `a StatefulSet ${name}`,
        got: host === undefined ? "none" : `a server at ${host}`,
        why: "only servers in the cluster are taken over",
        fix: `set openops:${store} to that server first (kind external, docs/existing-servers.md)`,
      },
    ];
  }
  const deleted = textAt(set.content, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted");
  return [
    ...(objectIn(installation, "PersistentVolumeClaim", claim) === undefined
      ? [missingClaim(`${store}.storage`, claim)]
      : []),
    ...(deleted === "Delete"
      ? [
          {
            path: `${store}.storage`,
            expected: `a StatefulSet ${name} whose claims are retained when it is deleted`,
            got: "whenDeleted: Delete",
            why: "its selector cannot change, so the next update makes it anew",
            fix:
              `kubectl patch statefulset ${name} -n ${installation.namespace} --type merge ` +
              `-p '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain"}}}'`,
          },
        ]
      : []),
  ];
}

function missingClaim(path: string, claim: string): Fault {
  return {
    path,
    expected: `a PersistentVolumeClaim ${claim}`,
    got: "none",
    why: "the data has to be in a claim of that name to be found again",
    fix: "see docs/adoption.md for claims of other names",
  };
}

function claimFaults(installation: LiveInstallation): readonly Fault[] {
  const tables = tablesClaimOf(installation);
  const claims: readonly (readonly [path: string, name: string, modes: readonly AccessMode[]])[] = [
    ["database.storage", storeNames.database.claim, ["ReadWriteOnce"]],
    ["cache.storage", storeNames.cache.claim, ["ReadWriteOnce"]],
    ["services.tables.storage", tables ?? "", accessModes],
  ];
  const modes = claims.flatMap(([path, name, possible]): readonly Fault[] => {
    const found = at(objectIn(installation, "PersistentVolumeClaim", name)?.content, "spec", "accessModes");
    return found === undefined || possible.some((mode) => JSON.stringify(found) === JSON.stringify([mode]))
      ? []
      : [
          {
            path,
            expected: `a claim ${name} with the access mode ${possible.join(" or ")}`,
            got: JSON.stringify(found),
            why: "another one would replace the claim and lose its data",
            fix: "copy the data to a claim with that mode, see docs/adoption.md",
          },
        ];
  });
  const absent =
    workloadOf(installation, "tables") === undefined || tables !== undefined
      ? []
      : [missingClaim("services.tables.storage", "in the pods of openops-tables")];
  return [...modes, ...absent];
}

/** Postgres refuses files of another user than its own. */
function ownerFaults(installation: LiveInstallation): readonly Fault[] {
  const set = workloadOf(installation, "database");
  const user =
    set === undefined
      ? undefined
      : (at(mainContainer(set), "securityContext", "runAsUser") ??
        at(set.content, "spec", "template", "spec", "securityContext", "runAsUser"));
  return user === undefined || user === imageUsers.postgres
    ? []
    : [
        {
          path: "database.storage",
          expected: `files of user ${imageUsers.postgres}, as whom Postgres runs here`,
          got: `a server that runs as user ${String(user)}`,
          why: "Postgres does not start on files of another user",
          fix: "change their owner once, with the pod in docs/adoption.md",
        },
      ];
}

/** What is in a pods' template would be in the state in clear. */
function clearSecretFaults(
  { objects, namespace }: LiveInstallation,
  secrets: readonly AdoptedSecret[],
): readonly Fault[] {
  const texts = objects
    .filter(({ kind }) => !["Secret", "ConfigMap"].includes(kind))
    .map((object) => [object, JSON.stringify(object.content)] as const);
  return secrets.flatMap(({ name, value }) =>
    texts.filter(([, text]) => text.includes(value)).map(([object]) => clearSecret(object, name, namespace)),
  );
}

function clearSecret({ kind, name }: LiveObject, secret: string, namespace: string): Fault {
  return {
    path: secret,
    expected: "a value in a Secret",
    got: `one in clear in ${kind} ${name}`,
    why: "the stack's state would have it in clear",
    fix: `move it into a Secret, or make way: kubectl delete ${kind.toLowerCase()} ${name} -n ${namespace}`,
  };
}
