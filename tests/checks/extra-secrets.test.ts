import { faultsOf } from "../support/configuration";

test("faults of users' own secrets name the place and not the value", () => {
  const extraSecrets = {
    app: { "lower-case": "very-secret", TOKEN: 4711 },
    tables: "very-secret",
    gatway: { TOKEN: "very-secret" },
    tabels: { TOKEN: "very-secret" },
  };

  expect(faultsOf({ preset: "dev", extraSecrets })).toEqual([
    "openops:extraSecrets.app.lower-case: expected a variable name in upper case (pulumi config set --secret --path 'openops:extraSecrets.app.VARIABLE')",
    "openops:extraSecrets.app.TOKEN: expected text (pulumi config set --secret --path 'openops:extraSecrets.app.TOKEN')",
    "openops:extraSecrets.tables: expected a map of variable names to texts (pulumi config set --secret --path 'openops:extraSecrets.tables.VARIABLE')",
    "openops:extraSecrets.gatway: expected one of the services app, engine, worker, tables, analytics, got gatway (pulumi config rm --path 'openops:extraSecrets.gatway')",
    "openops:extraSecrets.tabels: expected one of the services app, engine, worker, tables, analytics, got tabels; perhaps tables is meant (pulumi config rm --path 'openops:extraSecrets.tabels')",
  ]);
});
