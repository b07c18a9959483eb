import type { Service } from "../../components/stack/declared-services";
import type { Plan } from "../../components/plan/plan";
import { gateway } from "../../components/services/gateway/gateway";
import type { InsideCheck } from "./probe";

/** Where the proxy to Redis has its configuration in a pod of the checks. */
export const proxyFolder = "/etc/openops/cache-proxy";

/** The checks that a pod carries out in the place of a component, whose network policy holds for it. */
export interface InsideChecks {
  readonly from: "app" | "gateway";
  readonly checks: readonly InsideCheck[];
}

/** What is asked from inside: each service by one that may call it, and the stores as the app reaches them. */
export function insideChecks(plan: Plan): readonly InsideChecks[] {
  const services = plan.services.map(({ service }) => service).filter(({ id }) => id !== "gateway");
  const [app, ...others] = [
    ...services.filter(({ id }) => id === "app"),
    ...services.filter(({ id }) => id !== "app"),
  ];
  return [
    { from: "gateway", checks: [names, ...(app === undefined ? [] : [healthCheck(app)])] },
    { from: "app", checks: [names, ...others.map(healthCheck), ...certificateChecks(plan)] },
  ];
}

/** Names come first: without them nothing else is found. */
const names: InsideCheck = { kind: "dns", what: "DNS", host: gateway.name };

function healthCheck({ name, servicePort, healthPath }: Service): InsideCheck {
  return healthPath === undefined
    ? { kind: "tcp", what: `${name}:${servicePort}`, host: name, port: servicePort }
    : {
        kind: "http",
        what: `${name}:${servicePort}${healthPath}`,
        url: `http://${name}:${servicePort}${healthPath}`,
      };
}

function certificateChecks({ stores, services }: Plan): readonly InsideCheck[] {
  const cache = stores.cache.tls;
  const proxied = services.some(({ service, cacheProxy }) => service.id === "app" && cacheProxy);
  return [
    ...(stores.database.tls === undefined
      ? []
      : [{ kind: "database", what: "certificate of the database" } as const]),
    ...(cache === undefined
      ? []
      : [
          {
            kind: "cache",
            what: "certificate of the cache",
            checksName: cache.mode === "verify-full",
            ...(cache.authority === "private" ? { authorityFile: cache.authorityFile } : {}),
            ...(proxied ? { proxyFile: `${proxyFolder}/nginx.conf` } : {}),
          } as const,
        ]),
  ];
}
