import { authorityFaults } from "../../components/checks/recorded/authority-facts";
import { describeFault } from "../../components/values/fault";
import { mockCertificate, runProgram, type ProgramRun } from "../support/program";

const first = mockCertificate("postgres-certificate-authority");
const second = mockCertificate("postgres-certificate-authority-2");
const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

function stackWith(tls: Readonly<Record<string, unknown>>): Promise<ProgramRun> {
  return runProgram("dev", { "openops:preset": "dev", "openops:database": JSON.stringify({ tls }) });
}

function trusted(run: ProgramRun): unknown {
  return run.find("kubernetes:core/v1:ConfigMap", "database-authority").inputs.data;
}

/** The authority in the server's own Secret. */
function signing(run: ProgramRun): unknown {
  return run.find("kubernetes:core/v1:Secret", "postgres-certificate").inputs.stringData;
}

describe("while a generated authority changes", () => {
  test("clients trust the old and the new one, and the old one signs", async () => {
    const run = await stackWith({ kind: "generated", alsoTrusted: 2 });

    expect(trusted(run)).toEqual({ "postgres.pem": `${first}${second}` });
    expect(signing(run)).toMatchObject({ "ca.crt": first });
  });

  test("clients see no change when the new one signs", async () => {
    const run = await stackWith({ kind: "generated", authority: 2, alsoTrusted: 1 });

    expect(trusted(run)).toEqual({ "postgres.pem": `${first}${second}` });
    expect(signing(run)).toMatchObject({ "ca.crt": second });
  });

  test("the old one is gone in the end", async () => {
    const run = await stackWith({ kind: "generated", authority: 2 });
    const authorities = run.resources.filter(
      ({ type }) => type === "tls:index/selfSignedCert:SelfSignedCert",
    );

    expect(trusted(run)).toEqual({ "postgres.pem": second });
    expect(authorities.map(({ name }) => name)).toEqual(["postgres-certificate-authority-2"]);
  });
});

test.each([
  { kind: "existing-secret", secretName: "our-tls" },
  { kind: "cert-manager", issuer: "company" },
])(
  "clients trust the authorities that the configuration gives instead of the Secret's: $kind",
  async (tls) => {
    expect(trusted(await stackWith({ ...tls, authorities: pem }))).toEqual({ "postgres.pem": pem });
  },
);

describe("a deployed stack refuses", () => {
  const refusals = (now: object, before: object) =>
    authorityFaults({ database: { authority: 1, ...now } }, { database: { authority: 1, ...before } }).map(
      describeFault,
    );

  test("an authority that signs before clients trust it", () => {
    expect(refusals({ authority: 2, alsoTrusted: 1 }, {})).toEqual([
      "openops:database.tls.authority: expected an authority that clients trust already: 1, got 2: clients would refuse the server until they have restarted (npm run rotate -- --authority database, or first pulumi config set --path 'openops:database.tls.alsoTrusted' 2)",
    ]);
  });

  test("to forget an authority that signed so far", () => {
    expect(refusals({ authority: 2 }, { alsoTrusted: 2 })).toEqual([
      "openops:database.tls.alsoTrusted: expected the authority 1, which the server's certificate is signed by so far, got nothing: clients that restart first would refuse the server (pulumi config set --path 'openops:database.tls.alsoTrusted' 1)",
    ]);
  });

  test("no step of a rotation, and no change that clients do not notice", () => {
    expect(refusals({ alsoTrusted: 2 }, {})).toEqual([]);
    expect(refusals({ authority: 2, alsoTrusted: 1 }, { alsoTrusted: 2 })).toEqual([]);
    expect(refusals({ authority: 2 }, { authority: 2, alsoTrusted: 1 })).toEqual([]);
  });
});
