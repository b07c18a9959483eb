import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { failed, type Verdict } from "./certificate";
import { askDns, askHttp, askTcp, askTls, reasonOf } from "./requests";

/** A pod that has just started may be ahead of its network policies, and then finds what it will not find later. */
const usualPolicyDelayMs = 5000;

/** A check that a pod inside carries out. */
export type InsideCheck =
  | { readonly kind: "http"; readonly what: string; readonly url: string }
  | { readonly kind: "dns"; readonly what: string; readonly host: string }
  | { readonly kind: "tcp"; readonly what: string; readonly host: string; readonly port: number }
  | { readonly kind: "database"; readonly what: string }
  | {
      readonly kind: "cache";
      readonly what: string;
      readonly authorityFile?: string;
      readonly checksName: boolean;
      /** The configuration of the proxy to Redis, where the app has one. */
      readonly proxyFile?: string;
    };

/** What a check found; one line of JSON each. */
export interface InsideResult extends Verdict {
  readonly what: string;
}

/**
 * Carries out the checks that the environment lists, with the app's own connection settings.
 *
 * @param policyDelayMs how long names are not asked for yet
 */
export async function probe(
  environment: Readonly<Record<string, string | undefined>>,
  policyDelayMs = usualPolicyDelayMs,
): Promise<void> {
  const checks: readonly InsideCheck[] = JSON.parse(environment.SMOKE_CHECKS ?? "[]");
  for (const check of checks) {
    const verdict = await carriedOut(check, { environment, policyDelayMs }).catch((error: unknown) =>
      failed(reasonOf(error)),
    );
    const result: InsideResult = { what: check.what, ...verdict };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly policyDelayMs: number;
}

async function carriedOut(
  check: InsideCheck,
  { environment, policyDelayMs }: Surroundings,
): Promise<Verdict> {
  switch (check.kind) {
    case "http":
      return askHttp({ url: check.url }, (status) => status >= 200 && status < 300);
    case "dns":
      await sleep(policyDelayMs);
      return askDns(check.host);
    case "tcp":
      return askTcp(check.host, check.port);
    case "database":
      return databaseCertificate(urlIn(environment, "OPS_POSTGRES_URL"));
    case "cache":
      return cacheCertificate(check, urlIn(environment, "OPS_REDIS_URL"));
  }
}

/** A URL may hold a password, so what is wrong with it is said without it. */
function urlIn(environment: Readonly<Record<string, string | undefined>>, variable: string): URL {
  const text = environment[variable] ?? "";
  if (!URL.canParse(text)) {
    throw new Error(`the app has no URL in its variable ${variable}`);
  }
  return new URL(text);
}

function databaseCertificate({ hostname, port, searchParams }: URL): Promise<Verdict> {
  const authorityFile = searchParams.get("sslrootcert") ?? undefined;
  return askTls({
    host: hostname,
    port: Number(port),
    protocol: "postgres",
    ...(authorityFile === undefined ? {} : { authorityFile }),
    ...(searchParams.get("sslmode") === "verify-full" ? { name: hostname } : {}),
  });
}

type CacheCheck = Extract<InsideCheck, { readonly kind: "cache" }>;

function cacheCertificate(check: CacheCheck, url: URL): Promise<Verdict> {
  const { authorityFile, checksName, proxyFile } = check;
  const settings = proxyFile === undefined ? "" : readFileSync(proxyFile, "utf8");
  const [, host = url.hostname, port = url.port] = /proxy_pass ([^\s;]+):(\d+);/.exec(settings) ?? [];
  const [, name = host] = /proxy_ssl_name ([^\s;]+);/.exec(settings) ?? [];
  return askTls({
    host,
    port: Number(port),
    protocol: "tls",
    ...(authorityFile === undefined ? {} : { authorityFile }),
    ...(checksName ? { name } : {}),
  });
}
