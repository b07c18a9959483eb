import type { Kubectl } from "../../../cli/cluster-access/kubectl";
import { askAsPerson, type PersonArgs } from "../../../cli/smoke/person/person";
import type { SmokeResult } from "../../../cli/smoke/result";
import type { RawMap } from "../../../components/config/layers";
import { planOf } from "../../support/configuration";
import { admin, publicUrl, StandIn, type Routes, type Sockets } from "./stand-in";

/** The cluster, whose app is given the admin's password by a Secret. */
export const cluster: Readonly<Record<string, unknown>> = {
  "deployment openops-app": {
    spec: {
      template: {
        spec: { containers: [{ env: [], envFrom: [{ secretRef: { name: "openops-app-1" } }] }] },
      },
    },
  },
  "secret openops-app-1": {
    data: { OPS_OPENOPS_ADMIN_PASSWORD: Buffer.from(admin.password).toString("base64") },
  },
};

function kubectlOf(objects: Readonly<Record<string, unknown>>): Pick<Kubectl, "read"> {
  return {
    read: (schema, [kind = "", name = "", ...place]) => {
      expect(place).toEqual(["--namespace", "openops-test"]);
      const found = objects[`${kind} ${name}`];
      return found instanceof Error
        ? Promise.reject(found)
        : Promise.resolve(found === undefined ? undefined : schema.parse(found));
    },
  };
}

export interface Asked {
  readonly broken?: Routes;
  readonly sockets?: Sockets;
  readonly objects?: Readonly<Record<string, unknown>>;
  readonly config?: RawMap;
  readonly flows?: boolean;
  readonly gateway?: PersonArgs["gateway"];
  /** Long by default, so that only what is never answered is late. */
  readonly patience?: NonNullable<PersonArgs["patience"]>;
}

interface Found {
  readonly results: readonly SmokeResult[];
  /** Each row as `ok`, `FAILED` or `not asked`, by what was checked. */
  readonly rows: readonly string[];
  /** The rows that are not good, with the reason. */
  readonly bad: readonly string[];
  readonly standIn: StandIn;
}

/** Signs in at a stand-in, some of which may be broken. */
export async function askedAsPerson({
  broken,
  sockets,
  objects = cluster,
  config,
  ...asked
}: Asked): Promise<Found> {
  const standIn = new StandIn(broken, sockets);
  const base = await standIn.open();
  try {
    const results = await askAsPerson({
      kubectl: kubectlOf(objects),
      plan: planOf({ preset: "dev", publicUrl, ...config }),
      gateway: { found: { base, host: new URL(publicUrl).host, from: "a forwarded port" } },
      from: "a forwarded port",
      flows: true,
      patience: { packetMs: 10_000, runMs: 10_000 },
      ...asked,
    });
    const word = ({ ok, asked: wasAsked = true }: SmokeResult) =>
      ok ? "ok" : wasAsked ? "FAILED" : "not asked";
    return {
      results,
      rows: results.map((row) => `${word(row)}: ${row.what}`),
      bad: results.filter(({ ok }) => !ok).map((row) => `${word(row)}: ${row.what}: ${row.detail}`),
      standIn,
    };
  } finally {
    standIn.close();
  }
}
