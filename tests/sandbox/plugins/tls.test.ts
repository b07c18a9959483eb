import {
  isSecret,
  isUnknown,
  secret,
  unknownValue,
  type PropertyMap,
} from "../../../sandbox/plugins/protocol/property-value";
import {
  certRequest,
  create,
  identity,
  locallySignedCert,
  newAuthority,
  newKey,
  plugin,
  privateKey,
  selfSignedCert,
} from "./tls-resources";

function check(type: string, newInputs: PropertyMap) {
  return plugin.check({ ...identity(type), oldInputs: {}, newInputs, randomSeed: Buffer.alloc(0) });
}

type Change = {
  readonly before: PropertyMap;
  readonly after: PropertyMap;
  readonly oldOutputs?: PropertyMap;
};

function diff(type: string, { before, after, oldOutputs = {} }: Change) {
  const request = { ...identity(type), id: "1", oldOutputs, ignoreChanges: [] };
  return plugin.diff({ ...request, oldInputs: before, newInputs: after });
}

const certificate = { privateKeyPem: "PEM", validityPeriodHours: 24, allowedUses: ["server_auth"] };

function hoursFromNow(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString();
}

const unchanged = { changed: false, diffs: [], replaces: [] };

describe("checking", () => {
  test("hides private keys among the inputs, also where the program did not", async () => {
    const { inputs, failures } = await check(selfSignedCert, certificate);
    expect(failures).toEqual([]);
    expect(isSecret(inputs.privateKeyPem)).toBe(true);
    expect(inputs).toEqual({ ...certificate, privateKeyPem: secret("PEM") });
  });

  test("names every missing input", async () => {
    const { failures = [] } = await check(locallySignedCert, {});
    expect(failures.map(({ property }) => property)).toEqual([
      "certRequestPem",
      "caPrivateKeyPem",
      "caCertPem",
      "allowedUses",
      "validityPeriodHours",
    ]);
    expect(failures[0]?.reason).toBe("missing: expected text in PEM");
  });

  const refusals: readonly { type: string; wrong: PropertyMap; reason: string }[] = [
    { type: privateKey, wrong: { algorithm: "DSA" }, reason: "expected one of RSA, ECDSA, ED25519" },
    { type: privateKey, wrong: { rsaBits: 512 }, reason: "expected a whole number of at least 1024" },
    { type: privateKey, wrong: { ecdsaCurve: "P192" }, reason: "expected one of P224, P256, P384, P521" },
    {
      type: selfSignedCert,
      wrong: { validityPeriodHours: 1.5 },
      reason: "expected a whole number of at least 0",
    },
    { type: selfSignedCert, wrong: { isCaCertificate: "yes" }, reason: "expected true or false" },
    { type: selfSignedCert, wrong: { ipAddresses: ["10.0.0"] }, reason: "expected a list of IP addresses" },
    {
      type: selfSignedCert,
      wrong: { dnsNames: ["z\u00fcrich.example"] },
      reason: "expected a list of DNS names in ASCII",
    },
  ];

  test.each(refusals)("refuses $wrong: $reason", async ({ type, wrong, reason }) => {
    const valid = type === privateKey ? { algorithm: "RSA" } : certificate;
    const { failures } = await check(type, { ...valid, ...wrong });
    expect(failures).toEqual(Object.keys(wrong).map((property) => ({ property, reason })));
  });

  test("refuses allowed uses in camel case with the names that exist", async () => {
    const { failures = [] } = await check(selfSignedCert, { ...certificate, allowedUses: ["serverAuth"] });
    expect(failures[0]?.reason).toContain("client_auth, code_signing, content_commitment");
  });

  test("refuses an attribute of the subject that does not exist", async () => {
    const { failures = [] } = await check(selfSignedCert, { ...certificate, subject: { CN: "x" } });
    expect(failures.map(({ property }) => property)).toEqual(["subject"]);
  });

  test("refuses write-only keys, which the stand-in does not have", async () => {
    const { failures } = await check(certRequest, { privateKeyPem: "PEM", privateKeyPemWo: "PEM" });
    expect(failures).toEqual([
      {
        property: "privateKeyPemWo",
        reason:
          "not an input that the stand-in knows; these are: privateKeyPem, subject, dnsNames, ipAddresses, uris",
      },
    ]);
  });

  test("finds no fault in what is not known yet", async () => {
    const { failures } = await check(certRequest, {
      privateKeyPem: secret(unknownValue),
      dnsNames: [unknownValue],
    });
    expect(failures).toEqual([]);
  });
});

describe("a difference", () => {
  test("is none where a default is written out", async () => {
    const after = { ...certificate, earlyRenewalHours: 0, isCaCertificate: false, setAuthorityKeyId: false };
    expect(await diff(selfSignedCert, { before: certificate, after })).toEqual(unchanged);
    const before = { algorithm: "RSA" };
    expect(await diff(privateKey, { before, after: { ...before, rsaBits: 2048 } })).toEqual(unchanged);
  });

  test("is none where a key is only marked secret", async () => {
    const before = { ...certificate, privateKeyPem: secret("PEM") };
    expect(await diff(selfSignedCert, { before, after: certificate })).toEqual(unchanged);
  });

  test("in a key, a name or a use replaces", async () => {
    const changes: readonly PropertyMap[] = [
      { privateKeyPem: "OTHER" },
      { dnsNames: ["a.example"] },
      { allowedUses: [] },
      { maxPathLength: 1 },
    ];
    const answers = await Promise.all(
      changes.map((change) =>
        diff(selfSignedCert, { before: certificate, after: { ...certificate, ...change } }),
      ),
    );
    expect(answers.map(({ replaces }) => replaces)).toEqual([
      ["privateKeyPem"],
      ["dnsNames"],
      ["allowedUses"],
      ["maxPathLength"],
    ]);
  });

  test("in the early renewal hours is an update that keeps the certificate", async () => {
    const after = { ...certificate, earlyRenewalHours: 2 };
    const oldOutputs = { ...certificate, certPem: "CERTIFICATE", validityEndTime: hoursFromNow(3) };
    expect(await diff(selfSignedCert, { before: certificate, after, oldOutputs })).toEqual({
      changed: true,
      diffs: ["earlyRenewalHours"],
      replaces: [],
    });
    const updated = await plugin.update({
      ...identity(selfSignedCert),
      id: "1",
      oldInputs: certificate,
      oldOutputs,
      newInputs: after,
      ignoreChanges: [],
      preview: false,
      timeoutSeconds: 0,
    });
    expect(updated).toMatchObject({ earlyRenewalHours: 2, certPem: "CERTIFICATE", readyForRenewal: false });
    expect(isSecret(updated.privateKeyPem)).toBe(true);
  });
});

describe("renewal", () => {
  const before = { ...certificate, earlyRenewalHours: 2 };
  const ending = (hours: number, readyForRenewal = false) => ({
    ...before,
    readyForRenewal,
    validityEndTime: hoursFromNow(hours),
  });
  const read = (oldOutputs: PropertyMap) =>
    plugin.read({ ...identity(selfSignedCert), id: "1", oldInputs: before, oldOutputs });

  test("replaces a certificate within its early renewal hours, although nothing changed", async () => {
    expect(await diff(selfSignedCert, { before, after: before, oldOutputs: ending(1) })).toEqual({
      changed: true,
      diffs: ["readyForRenewal"],
      replaces: ["readyForRenewal"],
    });
  });

  test("waits until then", async () => {
    expect(await diff(selfSignedCert, { before, after: before, oldOutputs: ending(3) })).toEqual(unchanged);
  });

  test("goes by the new early renewal hours", async () => {
    const after = { ...before, earlyRenewalHours: 4 };
    const answer = await diff(selfSignedCert, { before, after, oldOutputs: ending(3) });
    expect(answer.replaces).toEqual(["readyForRenewal"]);
  });

  test("is taken back by fewer early renewal hours without a new certificate", async () => {
    const after = { ...before, earlyRenewalHours: 0 };
    const answer = await diff(selfSignedCert, { before, after, oldOutputs: ending(1, true) });
    expect(answer).toEqual({
      changed: true,
      diffs: ["earlyRenewalHours", "readyForRenewal"],
      replaces: [],
    });
  });

  test("is announced by a refresh, which changes nothing else", async () => {
    const due = ending(1);
    const later = ending(3);
    expect((await read(due))?.outputs).toEqual({ ...due, readyForRenewal: true });
    expect(await read(later)).toEqual({ id: "1", inputs: before, outputs: later });
  });
});

test("a preview makes nothing, and hides the private key it does not have yet", async () => {
  const { id, outputs } = await create(selfSignedCert, certificate, true);
  const unknown = Object.keys(outputs).filter((name) => isUnknown(outputs[name]));
  expect(id).toBe("");
  expect(unknown).toEqual(["certPem", "validityStartTime", "validityEndTime", "keyAlgorithm"]);
  const key = await create(privateKey, { algorithm: "RSA" }, true);
  expect(isSecret(key.outputs.privateKeyPem)).toBe(true);
});

test("the authority's key is secret among the outputs, the certificates are not", async () => {
  const authority = await newAuthority();
  const request = await create(certRequest, { privateKeyPem: await newKey() });
  const { outputs } = await create(locallySignedCert, {
    certRequestPem: request.outputs.certRequestPem ?? null,
    caPrivateKeyPem: authority.key,
    caCertPem: authority.certificate,
    validityPeriodHours: 1,
    allowedUses: [],
  });
  expect(Object.keys(outputs).filter((name) => isSecret(outputs[name]))).toEqual(["caPrivateKeyPem"]);
  expect(isSecret(request.outputs.privateKeyPem)).toBe(true);
});

test("an import is refused with the way out", async () => {
  const request = { ...identity(privateKey), id: "1", oldInputs: {}, oldOutputs: {} };
  await expect(plugin.read(request)).rejects.toThrow(
    "a resource of type tls:index/privateKey:PrivateKey cannot be imported",
  );
});

test("an unknown type is refused with the list of known ones", async () => {
  await expect(create("tls:index/other:Other", {})).rejects.toThrow(
    'does not know the resource type "tls:index/other:Other"; it has tls:index/privateKey:PrivateKey, ',
  );
});
