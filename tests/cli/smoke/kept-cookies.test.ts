import { keptCookies } from "../../../cli/smoke/person/kept-cookies";

/** What a browser makes of one cookie, at an address: its value, or why it has none. */
function kept(attributes: string, url: string): string | undefined {
  try {
    const nowMs = Date.parse("2026-11-30T12:00:00Z");
    return keptCookies([`token=a%2Fb; ${attributes}`], { url: new URL(url), nowMs }).token;
  } catch (error) {
    return String(error).replace(/^.*the cookie token /, "");
  }
}

test.each([
  ["of the host alone", "Path=/", "http://localhost:8080"],
  ["of the host by name", "Path=/; Domain=localhost", "http://localhost"],
  [
    "of the host by name, with a dot before it",
    "Path=/; Domain=.openops.example.com",
    "https://openops.example.com",
  ],
  ["of a domain that the host is in", "Path=/; Domain=Example.com", "https://openops.example.com"],
  ["of an address by number", "Path=/; Domain=10.0.0.7", "http://10.0.0.7"],
  ["for https, at https", "Path=/; Secure", "https://openops.example.com"],
  ["that ends later", "Path=/; Expires=Mon, 30 Nov 2026 12:00:01 GMT", "http://localhost"],
  [
    "of which the age counts more than the end",
    "Path=/; Max-Age=1; Expires=Mon, 30 Nov 2026 11:00:00 GMT",
    "http://localhost",
  ],
])("a browser keeps a cookie %s", (_what, attributes, url) => {
  expect(kept(attributes, url)).toBe("a/b");
});

test.each([
  [
    "of a domain with a port",
    "Path=/; Domain=localhost:8080",
    "http://localhost:8080",
    "is for the domain localhost:8080, and the address is localhost:8080",
  ],
  [
    "of another host",
    "Path=/; Domain=openops.example.com",
    "https://ops.example.com",
    "is for the domain openops.example.com, and the address is ops.example.com",
  ],
  [
    "of the end of the host's name that is no domain of it",
    "Path=/; Domain=ops.example.com",
    "https://openops.example.com",
    "is for the domain ops.example.com, and the address is openops.example.com",
  ],
  [
    "of the end of an address by number",
    "Path=/; Domain=0.0.7",
    "http://10.0.0.7",
    "is for the domain 0.0.7, and the address is 10.0.0.7",
  ],
  [
    "for https, at http",
    "Path=/; Secure",
    "http://openops",
    "is for https alone, and the address is http://openops",
  ],
  ["of one path", "Path=/api", "http://localhost", "is for the path /api alone"],
  ["without a path", "SameSite=Lax", "http://localhost", "is for the path of the sign-in alone"],
  [
    "that has ended",
    "Path=/; Expires=Mon, 30 Nov 2026 12:00:00 GMT",
    "http://localhost",
    "has expired when it is set: tables' clock or its BASEROW_REFRESH_TOKEN_LIFETIME_HOURS is wrong",
  ],
])("a browser keeps no cookie %s for the whole address", (...[, attributes, url, reason]) => {
  expect(kept(attributes, url)).toBe(reason);
});
