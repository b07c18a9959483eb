import { isIP } from "node:net";
import { parseSetCookie, type SetCookie } from "cookie";
import { CommandError } from "../../errors";

/** Where a browser is, and when. */
export interface Browser {
  /** The address that is open. */
  readonly url: URL;
  readonly nowMs: number;
}

/**
 * The cookies by name that a browser keeps of those that an answer sets (RFC 6265, 5.3).
 *
 * @throws CommandError with each that it does not keep for the whole address, and why
 */
export function keptCookies(set: readonly string[], browser: Browser): Readonly<Record<string, string>> {
  const cookies = set.map((line) => parseSetCookie(line));
  const faults = cookies.flatMap((cookie) => {
    const fault = faultOf(cookie, browser);
    return fault === undefined ? [] : [`${cookie.name} ${fault}`];
  });
  if (faults.length > 0) {
    throw new CommandError(`a browser does not keep the session: the cookie ${faults.join("; the cookie ")}`);
  }
  return Object.fromEntries(cookies.map(({ name, value = "" }) => [name, value]));
}

function faultOf(cookie: SetCookie, { url, nowMs }: Browser): string | undefined {
  const { path = "", secure = false } = cookie;
  const domain = cookie.domain?.replace(/^\./, "").toLowerCase();
  if (domain !== undefined && !matches(url.hostname, domain)) {
    return `is for the domain ${domain}, and the address is ${url.host}`;
  }
  if (secure && url.protocol !== "https:") {
    return `is for https alone, and the address is ${url.origin}`;
  }
  if (path !== "/") {
    return `is for the path ${path === "" ? "of the sign-in" : path} alone`;
  }
  if (endOf(cookie, nowMs) <= nowMs) {
    return "has expired when it is set: tables' clock or its BASEROW_REFRESH_TOKEN_LIFETIME_HOURS is wrong";
  }
  return undefined;
}

/** Whether a host is of a domain. A domain with a port is none, and matches nothing. */
function matches(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && isIP(host) === 0);
}

function endOf({ maxAge, expires }: SetCookie, nowMs: number): number {
  return maxAge === undefined ? (expires?.getTime() ?? Infinity) : nowMs + maxAge * 1000;
}
