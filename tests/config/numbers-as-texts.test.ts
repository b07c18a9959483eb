import { configOf, faultsOf } from "../support/configuration";

const aws = { region: "eu-central-1", accountId: 123456789012 };

/** As `pulumi config set --path` writes them: without quotes. */
const written = {
  preset: "dev",
  clouds: { aws },
  images: { postgres: { tag: 17 } },
  labels: { "cost-center": 4711 },
  services: { app: { resources: { limits: { cpu: 2 } }, env: { MY_PORT: 587, MY_SWITCH: true } } },
};

describe("numbers and switches where a text is expected", () => {
  test("are the text that was typed", () => {
    expect(configOf(written)).toMatchObject({
      clouds: { aws: { accountId: "123456789012" } },
      images: { postgres: { tag: "17" } },
      labels: { "cost-center": "4711" },
      services: { app: { resources: { limits: { cpu: "2" } }, env: { MY_PORT: "587", MY_SWITCH: "true" } } },
    });
  });

  test("in a list are that too", () => {
    expect(configOf({ preset: "dev", images: { pullSecrets: [4711] } }).images.pullSecrets).toEqual(["4711"]);
  });

  test("are checked like the text", () => {
    expect(faultsOf({ preset: "dev", clouds: { aws: { ...aws, accountId: 42 } } })).toEqual([
      expect.stringMatching(/^openops:clouds\.aws\.accountId: expected .*twelve digits, got "42"/),
    ]);
  });

  test("with a fraction are refused, since a zero at the end is lost, with a command that keeps it", () => {
    expect(faultsOf({ preset: "dev", images: { redis: { tag: 7.1 } } })).toEqual([
      "openops:images.redis.tag: expected text, got 7.1 (pulumi config set --type string --path 'openops:images.redis.tag' VALUE)",
    ]);
  });
});

test("a text is no number where a number is expected", () => {
  expect(faultsOf({ preset: "dev", services: { app: { replicas: "2" } } })).toEqual([
    expect.stringMatching(/^openops:services\.app\.replicas: expected a whole number .*got "2"/),
  ]);
});
