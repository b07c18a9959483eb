import type { BaseConfig } from "../config/base-config";
import type { Environment } from "./service";

/** The services that are told the address; what runs flows is one of engine and worker. */
type Addressed = "app" | "runner" | "tables";

/**
 * Every variable that follows from `publicUrl`, by service. The address has the form `scheme://host[:port]`.
 *
 * OpenOps' app, seen in 0.6.25 and in its main branch of 2026-08, takes as the domain of its cookies the
 * text that the hosts of OPS_FRONTEND_URL and OPS_OPENOPS_TABLES_PUBLIC_URL, with their ports, both end
 * with; its cookie library (cookie 1.1.1) fails at a domain with a port, and sign-in answers 500. Where the
 * two end with nothing in common, cookies have no domain and belong to the host alone. So with a port:
 *
 * - the app's OPS_FRONTEND_URL is without it, and everything that people open by a variable of its own has it;
 * - OPS_INTERNAL_BACKEND_PUBLIC_URL, from which webhooks and OAuth redirects are made, is given, since it
 *   would follow from OPS_FRONTEND_URL;
 * - OPS_ALLOWED_DOMAINS names the origin with the port, since CORS compares it with OPS_FRONTEND_URL letter
 *   by letter.
 *
 * What runs flows sets no cookies, and makes links from OPS_FRONTEND_URL, so there it has the port.
 */
export function addressVariables({
  publicUrl,
}: Pick<BaseConfig, "publicUrl">): Readonly<Record<Addressed, Environment>> {
  const { protocol, hostname, port } = new URL(publicUrl);
  const api: Environment = port === "" ? {} : { OPS_INTERNAL_BACKEND_PUBLIC_URL: `${publicUrl}/api/` };
  return {
    app: {
      OPS_FRONTEND_URL: `${protocol}//${hostname}`,
      OPS_OPENOPS_TABLES_PUBLIC_URL: publicUrl,
      OPS_ANALYTICS_PUBLIC_URL: publicUrl,
      ...api,
      ...(port === "" ? {} : { OPS_ALLOWED_DOMAINS: publicUrl }),
    },
    runner: { OPS_FRONTEND_URL: publicUrl, ...api },
    tables: { BASEROW_PUBLIC_URL: publicUrl },
  };
}

/** The domain that the app gives its cookies with these variables; empty where they belong to the host alone. */
export function cookieDomainOf({ publicUrl }: Pick<BaseConfig, "publicUrl">): string {
  const { host, hostname } = new URL(publicUrl);
  return commonEnd(hostname, host);
}

/** The longest text that two texts both end with. */
function commonEnd(one: string, other: string): string {
  const start = [...one].findIndex((_, index) => other.endsWith(one.slice(index)));
  return start === -1 ? "" : one.slice(start);
}

/** Whether an address is one of the machine that asks, so that nobody else reaches it there. */
export function isOfThisMachine({ publicUrl }: Pick<BaseConfig, "publicUrl">): boolean {
  const { hostname } = new URL(publicUrl);
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname.startsWith("127.");
}
