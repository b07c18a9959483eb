import {
  type InputRules,
  atLeast,
  between,
  block,
  blocks,
  flag,
  oneOf,
  required,
  text,
  textMap,
} from "../../protocol/input-rules";
import type { PropertyMap } from "../../protocol/property-value";
import { certificateFor } from "../certificate";
import type { CloudRequest, ResourceKind, ResourceName } from "../cloud";
import { isOn, numberAt, textAt } from "../reading";
import {
  addressIn,
  deletionPolicy,
  isAbandoned,
  prevented,
  projectOf,
  regionOf,
  typesOf,
} from "./identifiers";
import { instanceRefusal } from "./sql-rules";

const settings: InputRules = {
  activationPolicy: oneOf(["ALWAYS", "NEVER", "ON_DEMAND"]),
  availabilityType: oneOf(["REGIONAL", "ZONAL"]),
  backupConfiguration: block({
    backupRetentionSettings: block({
      retainedBackups: required(atLeast(1)),
      retentionUnit: oneOf(["COUNT"]),
    }),
    enabled: flag,
    location: text,
    pointInTimeRecoveryEnabled: flag,
    startTime: text,
    transactionLogRetentionDays: atLeast(0),
  }),
  databaseFlags: blocks({ name: required(text), value: required(text) }),
  deletionProtectionEnabled: flag,
  diskAutoresize: flag,
  diskAutoresizeLimit: atLeast(0),
  diskSize: atLeast(1),
  diskType: oneOf(["PD_SSD", "PD_HDD", "HYPERDISK_BALANCED"]),
  edition: oneOf(["ENTERPRISE", "ENTERPRISE_PLUS"]),
  insightsConfig: block({
    queryInsightsEnabled: flag,
    queryPlansPerMinute: between(0, 200),
    queryStringLength: between(1, 1048576),
    recordApplicationTags: flag,
    recordClientAddress: flag,
  }),
  ipConfiguration: block({
    allocatedIpRange: text,
    ipv4Enabled: flag,
    privateNetwork: text,
    serverCaMode: oneOf(["GOOGLE_MANAGED_INTERNAL_CA", "GOOGLE_MANAGED_CAS_CA", "CUSTOMER_MANAGED_CAS_CA"]),
    sslMode: oneOf([
      "ALLOW_UNENCRYPTED_AND_ENCRYPTED",
      "ENCRYPTED_ONLY",
      "TRUSTED_CLIENT_CERTIFICATE_REQUIRED",
    ]),
  }),
  maintenanceWindow: block({ day: between(1, 7), hour: between(0, 23), updateTrack: text }),
  retainBackupsOnDelete: flag,
  tier: required(text),
  userLabels: textMap,
};

const caMode = "settings.ipConfiguration.serverCaMode";

function decide(request: CloudRequest & { readonly named: ResourceName }): PropertyMap {
  const { inputs, named, account } = request;
  const [project, region] = [projectOf(request, inputs), regionOf(request, inputs)];
  const isPrivate = textAt(inputs, "settings.ipConfiguration.privateNetwork") !== undefined;
  const ip = addressIn("10.1.0.0", 3);
  const connectionName = `${project}:${region}:${named.key}`;
  const shared = textAt(inputs, caMode) === "GOOGLE_MANAGED_CAS_CA";
  // An authority of its own is named after the instance, the shared one after Google.
  const commonName = shared
    ? "Google Cloud SQL Root CA"
    : `Google Cloud SQL Server CA ${project}:${named.key}`;
  const dnsName = shared ? `${named.key}.c${project.length}.${region}.sql.goog.` : "";
  return {
    connectionName,
    dnsName,
    dnsNames: shared
      ? [
          {
            connectionType: "PRIVATE_SERVICES_ACCESS",
            dnsScope: "INSTANCE",
            name: dnsName,
            recordManager: "",
          },
        ]
      : [],
    firstIpAddress: isPrivate ? ip : "203.0.113.3",
    instanceType: "CLOUD_SQL_INSTANCE",
    ipAddresses: isPrivate ? [{ ipAddress: ip, type: "PRIVATE", timeToRetire: "" }] : [],
    privateIpAddress: isPrivate ? ip : "",
    project,
    publicIpAddress: isPrivate ? "" : "203.0.113.3",
    region,
    selfLink: `https://sqladmin.googleapis.com/sql/v1beta4/${named.id}`,
    serverCaCerts: [
      {
        cert: certificateFor(account, { type: typesOf.databaseInstance, key: named.key }, commonName),
        commonName,
        createTime: "",
        expirationTime: "",
        sha1Fingerprint: "",
      },
    ],
    serviceAccountEmailAddress: `p${project.length}-simulated@gcp-sa-cloud-sql.iam.gserviceaccount.com`,
  };
}

/** Row of a Cloud SQL instance. What replaces it is what its schema in terraform-provider-google marks as ForceNew. */
export const databaseInstance: ResourceKind = {
  title: "DatabaseInstance",
  inputs: {
    clone: block({ sourceInstanceName: required(text), pointInTime: text, allocatedIpRange: text }),
    databaseVersion: required(text),
    deletionPolicy,
    deletionProtection: flag,
    encryptionKeyName: text,
    name: text,
    project: text,
    region: text,
    rootPassword: text,
    settings: block(settings),
  },
  defaults: { deletionProtection: true },
  decides: [
    ...["connectionName", "dnsName", "dnsNames", "firstIpAddress", "instanceType", "ipAddresses"],
    ...["privateIpAddress", "project", "publicIpAddress", "region", "selfLink", "serverCaCerts"],
    "serviceAccountEmailAddress",
  ],
  decidesLast: ["firstIpAddress", "ipAddresses", "privateIpAddress", "publicIpAddress", "serverCaCerts"],
  secrets: ["rootPassword", "serverCaCerts"],
  replaces: ["clone", "encryptionKeyName", "name", "project", "region", "settings.diskType"],
  replacesIf: (old, now) => {
    const size = "settings.diskSize";
    return (numberAt(now, size) ?? Infinity) < (numberAt(old, size) ?? 0) ? [size] : [];
  },
  naming: { input: "name", automatic: true },
  minutes: { create: 12, update: 5, delete: 2 },
  faults: (inputs) =>
    "settings" in inputs || "clone" in inputs
      ? []
      : [{ property: "settings", reason: "one of settings, clone must be given" }],
  taken: "Error 409: The Cloud SQL instance already exists., instanceAlreadyExists",
  refusal: instanceRefusal,
  abandons: isAbandoned,
  deletionRefusal: ({ resource, state }) => {
    // The provider's own flag counts even where it was never written; the API's has to be asked for.
    if (state.deletionProtection !== false) {
      return (
        "Error, failed to delete instance because deletion_protection is set to true. Set it to false to " +
        "proceed with instance deletion"
      );
    }
    return isOn(resource.inputs, "settings.deletionProtectionEnabled")
      ? "Error 400: The instance is protected. Please disable the deletion protection and try again., " +
          "instanceDeletionProtectionEnabled"
      : prevented({ state });
  },
  name: ({ inputs, ...context }) => {
    const key = textAt(inputs, "name") ?? "";
    return { key, id: `projects/${projectOf(context, inputs)}/instances/${key}` };
  },
  decide,
};

/** Row of a user; one that exists, such as `postgres`, gets the password. */
export const user: ResourceKind = {
  title: "User",
  inputs: {
    deletionPolicy,
    instance: required(text),
    name: text,
    password: text,
    project: text,
    type: oneOf(["BUILT_IN", "CLOUD_IAM_USER", "CLOUD_IAM_SERVICE_ACCOUNT", "CLOUD_IAM_GROUP"]),
  },
  decides: ["iamEmail", "project"],
  secrets: ["password"],
  replaces: ["instance", "name", "project", "type"],
  naming: { input: "name", automatic: true },
  minutes: { create: 0.1, update: 0.1, delete: 0.1 },
  refusal: ({ inputs, account }) =>
    account.find(typesOf.databaseInstance, textAt(inputs, "instance") ?? "") === undefined
      ? "Error 404: The Cloud SQL instance does not exist., instanceDoesNotExist"
      : undefined,
  abandons: isAbandoned,
  deletionRefusal: prevented,
  name: ({ inputs }) => {
    const key = `${textAt(inputs, "name") ?? ""}//${textAt(inputs, "instance") ?? ""}`;
    return { key, id: key };
  },
  decide: ({ inputs, ...context }) => ({ iamEmail: "", project: projectOf(context, inputs) }),
};
