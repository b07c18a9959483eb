import { environmentOf } from "../support/environment";

describe("while a password is moved to its next value", () => {
  test("clients of the app's database come as its second role, and nothing else changes", () => {
    const { plain, secret } = environmentOf("app", {}, { rotating: ["postgresAppPassword"] }) ?? {};
    const usual = environmentOf("app");

    expect(secret?.OPS_POSTGRES_URL).toBe(
      "postgresql://openops_app_next:<postgresAppPasswordNext>@PGH:5432/openops",
    );
    expect(plain).toEqual(usual?.plain);
    expect({ ...secret, OPS_POSTGRES_URL: "" }).toEqual({ ...usual?.secret, OPS_POSTGRES_URL: "" });
  });

  test("tables and analytics come as the second roles of their databases", () => {
    const tables = environmentOf("tables", {}, { rotating: ["postgresTablesPassword"] });
    const analytics = environmentOf("analytics", {}, { rotating: ["postgresAnalyticsPassword"] });

    expect(
      [tables, analytics].map((env) => [env?.plain.DATABASE_USER, env?.secret.DATABASE_PASSWORD]),
    ).toEqual([
      ["openops_tables_next", "<postgresTablesPasswordNext>"],
      ["openops_analytics_next", "<postgresAnalyticsPasswordNext>"],
    ]);
  });

  test("every client of Redis uses the next password", () => {
    const urls = (["app", "engine", "tables", "analytics"] as const).map((id) => {
      const { secret } = environmentOf(id, {}, { rotating: ["redisPassword"] }) ?? {};
      return secret?.OPS_REDIS_URL ?? secret?.REDIS_URL ?? secret?.OPENOPS_ANALYTICS_REDIS_URL;
    });

    expect(urls).toEqual([
      "redis://:<redisPasswordNext>@RH:6379/0",
      "redis://:<redisPasswordNext>@RH:6379/0",
      "redis://:<redisPasswordNext>@RH:6379/1",
      "redis://:<redisPasswordNext>@RH:6379/2",
    ]);
  });
});
