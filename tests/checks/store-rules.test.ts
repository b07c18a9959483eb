import { lookedUp } from "../support/sources/looked-up-clusters";
import { assemble, faultsOf } from "../support/configuration";
import { describeFault } from "../../components/values/fault";

const server = { kind: "external", host: "db.example.com", addresses: ["10.20.0.0/24"] };
const secrets = { postgresPassword: "the-admin-password", redisPassword: "the-redis-password" };

describe("a configuration of servers is refused", () => {
  test("when a previous server is of the kind in use", () => {
    expect(
      faultsOf({ preset: "dev", database: { kind: "in-cluster", previous: { kind: "in-cluster" } } }),
    ).toEqual([
      "openops:database.previous: expected a server of another kind than in-cluster, got in-cluster: only one server of each kind can be declared (pulumi config rm --path 'openops:database.previous')",
    ]);
  });

  test("when a server exists and its password is not given", () => {
    expect(faultsOf({ preset: "dev", database: server, cache: server })).toEqual([
      "openops:postgresPassword: expected the password of the server that database names, got nothing: a generated one would not be the server's (pulumi config set --secret openops:postgresPassword)",
      "openops:redisPassword: expected the password of the server that cache names, got nothing: a generated one would not be the server's (pulumi config set --secret openops:redisPassword)",
    ]);
  });

  test("when clients would move to a password that a cloud's Redis does not take", () => {
    const faults = faultsOf({ preset: "dev", cache: { kind: "gcp" }, redisPasswordNext: "next-password" });

    expect(faults).toContain(
      "openops:redisPasswordNext: expected no next password for a cache of the kind gcp: the cloud makes the password of that server, so clients with another one would be refused (pulumi config rm --path 'openops:redisPasswordNext')",
    );
    expect(
      faultsOf({ preset: "dev", ...secrets, cache: server, redisPasswordNext: "next-password" }),
    ).toEqual([]);
  });

  test("when Azure would not take a password, which is not shown", () => {
    const values = { preset: "dev", ...lookedUp.azure, database: { kind: "azure" } };

    expect(faultsOf({ ...values, postgresPassword: "lower-case-and-signs" })).toEqual([
      "openops:postgresPassword: expected three of lower-case letters, upper-case letters, digits and signs: the server that database names takes no other (pulumi config set --secret openops:postgresPassword, or remove the key to have a value generated)",
    ]);
    expect(faultsOf({ ...values, postgresPassword: "lower-case-and-signs-2" })).toEqual([]);
  });

  test("when a certificate would be compared with an address", () => {
    expect(faultsOf({ preset: "dev", ...secrets, database: { ...server, host: "10.20.0.5" } })).toEqual([
      "openops:database.host: expected the host name that the server's certificate has, got 10.20.0.5: Node.js never accepts a certificate for an address; tls.kind verify-ca checks the authority alone (pulumi config set --path 'openops:database.host' VALUE)",
    ]);
  });

  test("when Google Cloud would not take a tag as a label", () => {
    const services = { kind: "existing", name: "google-services", range: "10.30.0.0/16" };
    const clouds = {
      gcp: { project: "openops-prod", region: "europe-west1", network: "openops", services },
    };
    const tags = { "cost-centre": "finops-7", Team: "FinOps", a: "b c" };
    const why =
      "database.kind is gcp, whose labels take no others, and names start with a letter (pulumi config set --path";
    const expected =
      "expected a name and a value of at most 63 lower-case letters, digits, hyphens or underscores";

    expect(faultsOf({ preset: "dev", database: { kind: "gcp" }, clouds, tags })).toEqual([
      `openops:tags.Team: ${expected}, got Team: "FinOps": ${why} 'openops:tags.Team' VALUE)`,
      `openops:tags.a: ${expected}, got a: "b c": ${why} 'openops:tags.a' VALUE)`,
    ]);
    expect(faultsOf({ preset: "dev", tags })).toEqual([]);
  });

  test("when it does not say where NetworkPolicies have to let traffic through", () => {
    const elsewhere = { kind: "external", host: "db.example.com" };

    expect(faultsOf({ preset: "dev", ...secrets, database: elsewhere })).toEqual([
      "openops:database.addresses: expected a list, got nothing (pulumi config set --path 'openops:database.addresses[0]' VALUE)",
    ]);
  });
});

test("a password that is set and cannot be read here counts as given", () => {
  const { faults } = assemble({
    values: { preset: "dev", database: server },
    withheld: ["postgresPassword"],
  });

  expect(faults.map(describeFault)).toEqual([]);
});

test("a server whose authority alone is checked may be known by its address", () => {
  const tls = { kind: "verify-ca", authority: { kind: "secret", secretName: "postgres-ca" } };

  expect(faultsOf({ preset: "dev", ...secrets, database: { ...server, host: "10.20.0.5", tls } })).toEqual(
    [],
  );
});
