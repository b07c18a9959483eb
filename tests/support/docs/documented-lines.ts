import type { PageLine } from "./page-lines";

/** A line that is run as it stands. */
export interface RunLine extends PageLine {
  /** What somebody types when the line asks for a value. */
  readonly typed?: string;
  /** What the terminal shows. */
  readonly shows?: RegExp;
}

/** Lines that are run one after the other. */
export interface Story {
  readonly story: string;
  /** A stack that is there, and selected, before the first line; without it, the lines make their own. */
  readonly stack?: string;
  readonly lines: readonly RunLine[];
}

/** A line that no test runs. */
export interface LeftOut extends PageLine {
  readonly because: string;
}

const created = /^ +\+ \d+ created\b/m;
const password = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ1234";

/** Lines of one page, without anything to see or to type. */
function plain(page: string, ...lines: readonly string[]): readonly RunLine[] {
  return lines.map((line) => ({ page, line }));
}

/** The README first, then what the other pages say, on the stack that it makes; the context is named my-cluster. */
const dev: readonly RunLine[] = [
  { page: "README.md", line: "pulumi stack init dev" },
  { page: "README.md", line: "pulumi preview", shows: /^ +\+ \d+ to create\b/m },
  { page: "README.md", line: "pulumi up", shows: created },
  {
    page: "README.md",
    line: "pulumi stack output adminPassword --show-secrets",
    shows: /^[A-Za-z0-9]{32}\n$/,
  },
  { page: "README.md", line: "pulumi config set --path 'openops:cluster.context' my-cluster" },
  { page: "docs/operations.md", line: "pulumi up --refresh", shows: /^ +\d+ unchanged\b/m },
  { page: "docs/configuration.md", line: "pulumi config set --path 'openops:services.app.replicas' 2" },
  {
    page: "docs/configuration.md",
    line: "pulumi config set --secret openops:adminPassword",
    typed: "0123456789abcdefghijABCDEFGHIJ12",
  },
  {
    page: "docs/configuration.md",
    line: "pulumi config set --secret --path 'openops:extraSecrets.app.OPS_SLACK_APP_SIGNING_SECRET'",
    typed: "of-the-slack-app",
  },
  { page: "README.md", line: "pulumi config set --path 'openops:integrations.telemetry' DISABLED" },
  ...plain(
    "docs/surroundings.md",
    "pulumi config set --path 'openops:mail.server.host' smtp.example.com",
    "pulumi config set --path 'openops:mail.server.from' openops@example.com",
    "pulumi config set --path 'openops:mail.server.user' openops",
  ),
  { page: "docs/surroundings.md", line: "pulumi config set --secret openops:mailPassword", typed: password },
  ...plain(
    "docs/surroundings.md",
    "pulumi config set --path 'openops:mail.flowPorts[0]' 587",
    "pulumi config set --path 'openops:integrations.telemetry' DISABLED",
  ),
  { page: "docs/operations.md", line: "pulumi config set --path 'openops:database.storage.sizeGi' 50" },
  { page: "docs/operations.md", line: "pulumi up", shows: /^ +~ \d+ updated\b/m },
  { page: "docs/secrets.md", line: "pulumi config set --secret openops:redisPasswordNext", typed: password },
  { page: "docs/secrets.md", line: "pulumi up" },
  { page: "docs/secrets.md", line: "pulumi config set --secret openops:redisPassword", typed: password },
  { page: "docs/secrets.md", line: "pulumi config rm openops:redisPasswordNext" },
  { page: "docs/secrets.md", line: "pulumi up" },
  { page: "docs/operations.md", line: "pulumi cancel" },
  { page: "docs/operations.md", line: "PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true pulumi up" },
  { page: "docs/scaling.md", line: "PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up" },
  {
    page: "docs/secrets.md",
    line: "PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up",
  },
  ...plain(
    "docs/exposure.md",
    "pulumi config set openops:publicUrl https://openops.example.com",
    "pulumi config set --path 'openops:exposure.kind' load-balancer",
    "pulumi config set --path 'openops:exposure.cloud.kind' aws",
    "pulumi config set --path 'openops:exposure.tls.kind' acm",
    "pulumi config set --path 'openops:exposure.tls.certificateArns[0]' arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d",
    "pulumi up",
  ),
  { page: "docs/operations.md", line: "pulumi destroy", shows: /^ +- \d+ deleted\b/m },
];

/** An EKS cluster with the simulated AWS. */
const prod: readonly RunLine[] = [
  ...plain(
    "README.md",
    "pulumi stack init prod",
    "pulumi config set openops:publicUrl https://openops.example.com --stack prod",
  ),
  { page: "README.md", line: "pulumi up --stack prod", shows: created },
  ...plain(
    "docs/gitops.md",
    "pulumi preview --stack prod --json --show-sames > prod.json",
    "pulumi up --stack prod --policy-pack policies --policy-pack-config policies/presets/prod.json",
    "pulumi refresh --stack prod --preview-only --expect-no-changes",
  ),
  { page: "README.md", line: "pulumi config set openops:version 0.6.25 --stack prod" },
  ...plain(
    "docs/operations.md",
    "pulumi config set openops:version 0.6.25 --stack prod",
    "pulumi config set openops:version 0.6.24 --stack prod",
    "pulumi config set --path 'openops:rollout.downgradeTo' 0.6.24 --stack prod",
  ),
];

/** Settings that belong to different installations, so that no update follows. */
const settings: readonly RunLine[] = [
  ...plain(
    "docs/operations.md",
    "pulumi config set openops:version 1.0.0",
    "pulumi config set openops:execution worker",
    "pulumi config set --path 'openops:images.tables.tag' 0.3.0",
    "pulumi config set --path 'openops:images.analytics.tag' 0.15.0",
  ),
  ...plain(
    "docs/aws.md",
    "pulumi config set openops:preset prod",
    "pulumi config set openops:publicUrl https://openops.example.com",
    "pulumi config set --path 'openops:cluster.kind' eks",
    "pulumi config set --path 'openops:cluster.name' production",
    "pulumi config set --path 'openops:clouds.aws.region' eu-west-1",
    "pulumi config set --path 'openops:database.kind' aws",
    "pulumi config set --path 'openops:cache.kind' aws",
    "pulumi config set --path 'openops:database.identifier' openops-prod-postgres-2",
    "pulumi config set --path 'openops:database.restore.kind' point-in-time",
    "pulumi config set --path 'openops:database.restore.source' openops-prod-postgres",
    "pulumi config set --path 'openops:database.restore.time' 2026-11-25T03:00:00Z",
  ),
  ...[
    { page: "docs/existing-servers.md", line: "pulumi config set --secret openops:postgresPassword" },
    { page: "docs/existing-servers.md", line: "pulumi config set --secret openops:redisPassword" },
    {
      page: "docs/monitoring.md",
      line: "pulumi config set --secret --path 'openops:extraSecrets.app.OPS_LOGZIO_TOKEN'",
    },
    { page: "docs/pods.md", line: "pulumi config set --secret openops:registryPassword" },
  ].map((line) => ({ ...line, typed: password })),
  ...plain("docs/network.md", "pulumi config set --path 'openops:network.dnsAddresses[0]' 10.43.0.10"),
  ...plain(
    "docs/pods.md",
    "pulumi config set --path 'openops:images.credentials.server' registry.example.com",
    "pulumi config set --path 'openops:images.credentials.username' robot",
    "pulumi config set --plaintext --path 'openops:images.pullSecrets[0]' registry-credentials",
  ),
  ...plain(
    "docs/tls.md",
    "pulumi config set --path 'openops:database.tls.alsoTrusted' 2",
    "pulumi config set --path 'openops:database.tls.authority' 2 && pulumi config set --path 'openops:database.tls.alsoTrusted' 1",
    "pulumi config rm --path 'openops:database.tls.alsoTrusted'",
  ),
];

/** The lines of the documentation that a test runs as they stand. */
export const stories: readonly Story[] = [
  { story: "of an installation for development", lines: dev },
  { story: "of an installation for production", lines: prod },
  { story: "that only set something", stack: "settings", lines: settings },
  { story: "before a takeover", lines: plain("docs/adoption.md", "pulumi stack init live") },
];

const needsKey = "The key is one of a cloud's account.";
const needsService = "Pulumi Cloud keeps settings and schedules of deployments.";
const needsPending =
  "A cloud has to have begun something that the state does not have; tests/faults/ has that.";

const ofOwnProject = "It is of a project with the package, which tests/official/package.test.ts makes.";

/** The lines of the documentation that no test runs as they stand. */
export const leftOut: readonly LeftOut[] = [
  {
    page: "docs/aws.md",
    line: "pulumi stack init prod --secrets-provider 'awskms://alias/openops?region=eu-west-1'",
    because: needsKey,
  },
  {
    page: "docs/azure.md",
    line: "pulumi stack init prod --secrets-provider azurekeyvault://VAULT.vault.azure.net/keys/KEY",
    because: needsKey,
  },
  {
    page: "docs/google-cloud.md",
    line: "pulumi stack init prod --secrets-provider gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K",
    because: needsKey,
  },
  { page: "docs/gitops.md", line: "pulumi deployment settings push --stack dev", because: needsService },
  { page: "docs/gitops.md", line: "pulumi deployment run update --stack staging", because: needsService },
  {
    page: "docs/gitops.md",
    line: "pulumi stack schedule new --stack prod --kind drift --cron '0 3 * * *' --yes",
    because: needsService,
  },
  {
    page: "docs/gitops.md",
    line: "pulumi stack schedule new --stack pr-42 --kind ttl --once 2027-01-31T00:00:00Z --delete-after-destroy --yes",
    because: needsService,
  },
  {
    page: "docs/operations.md",
    line: "pulumi stack export | jq '.deployment.pending_operations[].resource.urn'",
    because: needsPending,
  },
  {
    page: "docs/operations.md",
    line: [
      "pulumi stack export | jq --arg urn URN --arg id openops-prod-postgres '.deployment |= (",
      ".resources += [.pending_operations[].resource | select(.urn == $urn) + {id: $id}] |",
      ".pending_operations |= map(select(.resource.urn != $urn)))' | pulumi stack import",
    ].join("\n"),
    because: needsPending,
  },
  { page: "docs/operations.md", line: "pulumi refresh --target URN", because: needsPending },
  {
    page: "docs/pods.md",
    line: "pulumi stack output images --json | jq -r '.[]' | xargs -n 1 trivy image --severity HIGH,CRITICAL --exit-code 1",
    because: "The scanner is a program of others, which takes the images from their registries.",
  },
  ...[
    "pulumi new ~/openops/template",
    "pulumi config set --path 'openops:cluster.context' my-cluster",
    "pulumi stack init eu",
    "pulumi config set openops:preset prod",
    "pulumi preview",
    "pulumi up",
  ].map((line) => ({ page: "docs/package.md", line, because: ofOwnProject })),
];
