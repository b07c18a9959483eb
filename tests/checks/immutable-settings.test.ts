import { describeFault } from "../../components/values/fault";
import { factFaults, factsOf } from "../../components/checks/recorded/stack-facts";
import type { RawMap } from "../../components/config/layers";
import { lookedUp } from "../support/sources/looked-up-clusters";
import { configuredOf } from "../support/configuration";

const { gcp: gke } = lookedUp;
const eks = (region: string) => ({ ...lookedUp.aws, clouds: { aws: { region } } });
const protectedData = { availability: { protectData: true } };
const inAws = { ...eks("eu-west-1"), database: { kind: "aws" }, cache: { kind: "aws" } };

/** What is refused of a change to a deployed stack. */
function refused(before: RawMap, after: RawMap): readonly string[] {
  const recorded = factsOf(configuredOf({ ...protectedData, ...before }));
  return factFaults(configuredOf({ ...protectedData, ...after }), recorded).map(describeFault);
}

const onPurpose = "to replace it on purpose, first bring the stack up with availability.protectData false";

describe("a change that would replace a server in a cloud by an empty one", () => {
  test("is refused with the setting that forces it and the way back", () => {
    expect(refused(inAws, { ...inAws, database: { kind: "aws", identifier: "another" } })).toEqual([
      `openops:database.identifier: expected openops-test-postgres as it is deployed, got another: another value replaces the server of database by an empty one (pulumi config set --path 'openops:database.identifier' openops-test-postgres; ${onPurpose})`,
    ]);
  });

  test("is refused where a setting comes that was left to the cloud", () => {
    expect(refused(inAws, { ...inAws, cache: { kind: "aws", kmsKeyId: "alias/ours" } })).toEqual([
      `openops:cache.kmsKeyId: expected nothing, as it is deployed, got alias/ours: another value replaces the server of cache by an empty one (pulumi config rm --path 'openops:cache.kmsKeyId'; ${onPurpose})`,
    ]);
  });

  test("is told once where it replaces both servers", () => {
    expect(refused(inAws, { ...inAws, ...eks("us-east-1") })).toEqual([
      `openops:clouds.aws.region: expected eu-west-1 as it is deployed, got us-east-1: another value replaces the server of database by an empty one (pulumi config set --path 'openops:clouds.aws.region' eu-west-1; ${onPurpose})`,
    ]);
  });

  test.each(["highAvailability", "encryption"])("is refused for %s of Memorystore", (setting) => {
    const cache = { kind: "gcp" };

    expect(refused({ ...gke, cache }, { ...gke, cache: { ...cache, [setting]: false } })).toEqual([
      `openops:cache.${setting}: expected true as it is deployed, got false: another value replaces the server of cache by an empty one (pulumi config set --path 'openops:cache.${setting}' true; ${onPurpose})`,
    ]);
  });

  test("is not refused where data is not protected", () => {
    const open = { availability: { protectData: false } };

    expect(refused({ ...inAws, ...open }, { ...inAws, ...eks("us-east-1"), ...open })).toEqual([]);
  });
});

describe("what is not refused", () => {
  test("is the name that a server has, written down", () => {
    const identifier = "openops-test-postgres";

    expect(refused(inAws, { ...inAws, database: { kind: "aws", identifier } })).toEqual([]);
  });

  test("is what a server takes in place", () => {
    expect(refused(inAws, { ...inAws, database: { kind: "aws", instanceClass: "db.m7g.large" } })).toEqual(
      [],
    );
  });

  test("is anything of a stack that an older release recorded nothing for", () => {
    const recorded = factsOf(configuredOf({ ...protectedData, ...inAws }));
    const configured = configuredOf({ ...protectedData, ...inAws, ...eks("us-east-1") });

    expect(factFaults(configured, { ...recorded, fixed: {} })).toEqual([]);
  });
});
