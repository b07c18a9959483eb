import * as pulumi from "@pulumi/pulumi";
import { laterFaults, laterServer, type LaterServer } from "../../components/resources/later-values";

/** What comes of a value of a server once it is known. */
async function known(settings: object): Promise<unknown> {
  const value: unknown = Object.values(laterServer("database", settings))[0];
  return pulumi.runtime.serializeProperty("value", value, new Set());
}

test("only what is an Output is known later", () => {
  expect(laterServer("database", { kind: "external", host: "db.example.com", port: 5432 })).toEqual({});
  expect(Object.keys(laterServer("cache", { host: pulumi.output("a"), port: 6379 }))).toEqual(["host"]);
});

test("some address ranges may be known before others", async () => {
  expect(await known({ addresses: ["10.0.0.0/8", pulumi.output("10.1.0.0/16")] })).toEqual([
    "10.0.0.0/8",
    "10.1.0.0/16",
  ]);
});

test.each<[keyof LaterServer, unknown, string]>([
  ["host", "not a host", "a host name or address, without a scheme or a port"],
  ["port", 70000, "a whole number from 1 to 65535"],
  ["adminRole", "Dr. No", "the name of a Postgres role"],
  ["addresses", "10.0.0.1/8", "an address range such as 10.20.0.0/16, without bits beyond its prefix"],
])("%s is refused once it is known to be of no use: %j", (key, value, expected) => {
  expect(laterFaults(`database.${key}`, key, value)).toEqual([
    { path: `database.${key}`, expected, got: JSON.stringify(value) },
  ]);
});

test("what is of use is not refused", () => {
  expect(laterFaults("cache.host", "host", "cache.example.com")).toEqual([]);
});
