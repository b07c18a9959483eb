import { CommandError } from "../../../cli/errors";
import { tableOf } from "../../../cli/smoke/smoke";
import { askedAsPerson, cluster } from "./asked-as-person";
import { faults, steps } from "./faults";
import { admin, tokens } from "./stand-in";

describe("somebody who signs in to a stack where all is well", () => {
  test("uses every service, and leaves nothing behind", async () => {
    const { results, standIn } = await askedAsPerson({});

    expect(results.map(({ what, ok, detail }) => [ok, what, detail])).toEqual([
      [true, "sign-in of admin@openops.com", "answered 200"],
      [true, "CORS of http://localhost:8080", "pages of this origin may read the answers"],
      [true, "cookies of the sign-in", "a browser keeps them"],
      [true, "session", "is admin@openops.com"],
      [true, "tables, signed in", "renewed the session; shows 1 workspaces"],
      [true, "analytics, signed in", "takes the guest's token for the dashboard"],
      [true, "live updates", "the WebSocket opens, and Engine.IO speaks first"],
      [true, "flow with a webhook", "a flow that was made for it answers smoke"],
      [true, "flow with a Code step", "a flow that was made for it answers 42"],
      [true, "removal of the flows", "2 flows removed"],
    ]);
    expect([...standIn.flows]).toEqual([]);
  });

  test("makes no flow unless that is asked for", async () => {
    const { rows, standIn } = await askedAsPerson({ flows: false });

    expect(rows).toEqual(steps.slice(0, 7).map((step) => `ok: ${step}`));
    expect(standIn.asked.filter((line) => /flow/.test(line))).toEqual([]);
  });

  test("is not asked about analytics where there is none, nor about CORS where the address has no port", async () => {
    const { results } = await askedAsPerson({
      config: { publicUrl: "http://localhost", services: { analytics: { enabled: false } } },
      flows: false,
    });

    expect(results.map(({ what }) => what)).toEqual([
      "sign-in of admin@openops.com",
      "cookies of the sign-in",
      "session",
      "tables, signed in",
      "live updates",
    ]);
  });
});

describe("where", () => {
  test.each(faults)("%s, that step alone fails", async (_what, { failed, unasked, ...asked }) => {
    const { bad, standIn } = await askedAsPerson(asked);
    const cause = steps.find((step) => failed.startsWith(`${step}: `)) ?? "";

    expect(bad.map((line) => line.replace(/ \| .*/, ""))).toEqual([
      `FAILED: ${failed}`,
      ...unasked.map((step) => `not asked: ${step}: needs what failed above: ${cause}`),
    ]);
    expect([...standIn.flows]).toEqual([]);
  });

  test.each(faults)("%s, no secret is told, in whatever form", async (_what, asked) => {
    const { results } = await askedAsPerson(asked);
    const told = `${tableOf(results)} ${JSON.stringify(results)}`;
    const forms = [admin.password, ...Object.values(tokens)].flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString("base64"),
    ]);

    expect(forms.filter((form) => told.includes(form))).toEqual([]);
  });
});

describe("where the way to the gateway is no good, nobody is signed in and no password is sent,", () => {
  test("and every step is shown as not asked", async () => {
    const { bad, standIn } = await askedAsPerson({ gateway: { failure: "nginx/healthz" } });

    expect(bad).toEqual(steps.map((step) => `not asked: ${step}: needs what failed above: nginx/healthz`));
    expect(standIn.asked).toEqual([]);
  });
});

describe("the admin's password", () => {
  /** The cluster with another app or other Secrets. */
  async function signInWith(objects: Readonly<Record<string, unknown>>): Promise<string | undefined> {
    const { results } = await askedAsPerson({ objects: { ...cluster, ...objects }, flows: false });
    return results[0]?.detail;
  }

  test("is found under a Secret's key of its own, where others keep it", async () => {
    const secretKeyRef = { name: "company", key: "admin" };
    const env = [{ name: "OPS_OPENOPS_ADMIN_PASSWORD", valueFrom: { secretKeyRef } }];
    const found = await signInWith({
      "deployment openops-app": { spec: { template: { spec: { containers: [{ env, envFrom: [] }] } } } },
      "secret company": { data: { admin: Buffer.from(admin.password).toString("base64") } },
    });

    expect(found).toBe("answered 200");
  });

  test("that may not be read is told with the right that it takes", async () => {
    const refusal =
      'The cluster refused that:\nError from server (Forbidden): secrets "openops-app-1" is forbidden';
    const found = await signInWith({ "secret openops-app-1": new CommandError(refusal) });

    expect(found).toBe(
      "the admin's password may not be read, which takes the right to get Secrets in the namespace openops-test. " +
        'The cluster refused that: Error from server (Forbidden): secrets "openops-app-1" is forbidden',
    );
  });

  test.each([
    ["no Secret has it", { "secret openops-app-1": { data: {} } }],
    ["there is no app", { "deployment openops-app": undefined }],
  ])("where %s is missed by its variable", async (_what, objects) => {
    expect(await signInWith(objects)).toBe(
      "no Secret of Deployment openops-app in the namespace openops-test has the admin's password " +
        "(OPS_OPENOPS_ADMIN_PASSWORD)",
    );
  });
});

describe("what was made", () => {
  test("is removed where its creation was not confirmed", async () => {
    const { bad, standIn } = await askedAsPerson({
      broken: {
        "POST /api/v1/flows": ({ content }, { flows }) => {
          flows.set(`lost-${flows.size}`, {
            name: String(content.displayName),
            answer: "",
            published: false,
          });
          return { status: 504 };
        },
      },
    });

    expect(bad).toEqual([
      "FAILED: flow with a webhook: a new flow: answered 504: the service does not answer the gateway in time",
      "FAILED: flow with a Code step: a new flow: answered 504: the service does not answer the gateway in time",
    ]);
    expect([...standIn.flows]).toEqual([]);
  });

  test("and could not be removed is named", async () => {
    const { bad } = await askedAsPerson({
      broken: { "DELETE /api/v1/flows/*": () => ({ status: 500, body: { message: "locked" } }) },
    });

    expect(bad).toEqual([
      expect.stringMatching(
        /^FAILED: removal of the flows: remove flows whose name begins with "npm run smoke [0-9a-f]{8}" by hand: flow flow-1: answered 500: locked; flow flow-2: answered 500: locked$/,
      ),
    ]);
  });

  test("is removed alone, and not what others have made", async () => {
    const { standIn } = await askedAsPerson({
      broken: {
        "GET /api/v1/flows": () => ({
          status: 200,
          body: { data: [{ id: "theirs", version: { displayName: "About npm run smoke" } }] },
        }),
      },
    });

    expect(standIn.asked.filter((line) => line.startsWith("DELETE"))).toEqual([
      "DELETE /api/v1/flows/flow-1",
      "DELETE /api/v1/flows/flow-2",
    ]);
  });
});

test("a table counts what was not asked apart from what failed", async () => {
  const broken = { "POST /api/v1/authentication/sign-in": () => ({ status: 500 }) };
  const { results } = await askedAsPerson({ broken, flows: false });
  const lines = tableOf(results).split("\n");

  expect(lines[2]).toBe(
    "not asked  CORS of http://localhost:8080  a forwarded port  needs what failed above: sign-in of admin@openops.com",
  );
  expect(lines.at(-1)).toBe("7 checks, 1 failed, 6 not asked");
});
