import { httpsPorts } from "./gateway-entry";
import type { ExposurePlan } from "./exposure-plan";
import { gatewayStatus } from "../monitoring/exporters";
import { block, directive, printNginx, type Directive } from "./nginx-syntax";
import type { Plan, PlannedRoute } from "../plan";
import { cipherSuites } from "../../config/exposure-settings";
import { gateway, gatewayHealthPath } from "../../services/gateway/gateway";

const contentSources = [
  ...["*.openops.com", "assets.frontegg.com", "fonts.cdnfonts.com", "fonts.googleapis.com"],
  ...["fonts.gstatic.com", "api.github.com", "cdn.jsdelivr.net"],
];

/** What the gateway's configuration follows from. */
export type GatewayPlan = Pick<Plan, "exposure" | "gateway" | "monitoring" | "publicUrl" | "routes">;

/** Renders nginx' whole configuration from the routes that services declare. */
export function renderNginxConfig(plan: GatewayPlan): string {
  return printNginx([
    directive("worker_processes", 2),
    directive("pid", "/tmp/nginx.pid"),
    directive("error_log", "stderr", "warn"),
    block(["events"], [directive("worker_connections", 4096)]),
    block(["http"], [...httpSettings(plan), server(plan), ...statusServer(plan)]),
  ]);
}

function httpSettings({ gateway: settings, exposure }: GatewayPlan): readonly Directive[] {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    directive("access_log", "/dev/stdout"),
    directive("default_type", "application/octet-stream"),
    directive("server_tokens", "off"),
    directive("ssi", "off"),
    directive("client_max_body_size", `${settings.bodyLimitMi}m`),
    directive("large_client_header_buffers", 4, "16k"),
    ...temporary.map((name) => directive(`${name}_temp_path`, `/tmp/${name}`)),
    ...clientAddress(exposure),
    clientScheme(exposure),
    ...(exposure.insistsOnHttps ? [sentToHttps] : []),
    block(
      ["map", "$http_upgrade", "$connection_upgrade"],
      [directive("default", "upgrade"), directive("", "close")],
    ),
    directive(
      "limit_req_zone",
      "$binary_remote_addr",
      "zone=api:10m",
      `rate=${settings.requestsPerSecond}r/s`,
    ),
    directive("limit_conn_zone", "$binary_remote_addr", "zone=addr:10m"),
    directive("limit_req_status", 429),
    directive("limit_conn_status", 429),
    ...strictTransport(settings),
  ];
}

/** Limits and logs go by a client's address, so a proxy's is replaced before anything reads it. */
function clientAddress({ clientAddress: from }: ExposurePlan): readonly Directive[] {
  return from === undefined
    ? []
    : [
        ...from.trustedProxies.map((range) => directive("set_real_ip_from", range)),
        directive("real_ip_header", from.header),
        directive("real_ip_recursive", from.recursive ? "on" : "off"),
      ];
}

/** The scheme that the client used, as far as this is known. */
function clientScheme({ tlsEnd }: ExposurePlan): Directive {
  if (tlsEnd === "nobody") {
    // What ends TLS in front names the scheme its client used.
    const header = [directive("default", "$scheme"), directive("http", "http"), directive("https", "https")];
    return block(["map", "$http_x_forwarded_proto", "$client_scheme"], header);
  }
  const https = String(httpsPorts.container);
  return block(
    ["map", "$server_port", "$client_scheme"],
    [directive("default", "http"), directive(https, "https")],
  );
}

/** All that came in clear is sent to https, but for the health checks of load balancers. */
const sentToHttps: Directive = block(
  ["map", "$client_scheme $uri", "$send_to_https"],
  [directive("default", 0), directive(`http ${gatewayHealthPath}`, 0), directive("~^http ", 1)],
);

/** Browsers heed the header over https only, and nginx leaves out one that is empty. */
function strictTransport({ hsts }: GatewaySettings): readonly Directive[] {
  if (hsts === undefined) {
    return [];
  }
  const value = [
    `max-age=${hsts.maxAgeSeconds}`,
    ...(hsts.includeSubdomains ? ["includeSubDomains"] : []),
    ...(hsts.preload ? ["preload"] : []),
  ].join("; ");
  return [
    block(
      ["map", "$client_scheme", "$strict_transport"],
      [directive("default", ""), directive("https", value)],
    ),
  ];
}

type GatewaySettings = Plan["gateway"];

/** Where the gateway finds the certificate, where it ends TLS itself. */
export const publicCertificate = {
  folder: "/etc/openops/public-certificate",
  files: ["tls.crt", "tls.key"],
} as const;

/** The port for HTTPS, where the way in has one. */
function httpsListener({ tlsEnd: end, settings }: ExposurePlan): readonly Directive[] {
  if (end === "nobody") {
    return [];
  }
  const own = end === "gateway" ? ["ssl"] : [];
  const port = httpsPorts.container;
  return [
    directive("listen", port, ...own),
    directive("listen", `[::]:${port}`, ...own),
    ...(end === "gateway" ? tlsSettings(settings) : []),
  ];
}

function tlsSettings(exposure: ExposurePlan["settings"]): readonly Directive[] {
  const { kind } = exposure;
  const tls = kind === "load-balancer" && exposure.tls.kind !== "off" ? exposure.tls : undefined;
  const [certificate, key] = publicCertificate.files;
  return [
    directive("ssl_certificate", `${publicCertificate.folder}/${certificate}`),
    directive("ssl_certificate_key", `${publicCertificate.folder}/${key}`),
    directive("ssl_protocols", ...(tls?.minimumVersion === "1.3" ? ["TLSv1.3"] : ["TLSv1.2", "TLSv1.3"])),
    directive("ssl_ciphers", (tls?.ciphers ?? cipherSuites).join(":")),
    directive("ssl_session_cache", "shared:tls:10m"),
    directive("ssl_session_timeout", "1d"),
    directive("ssl_session_tickets", "off"),
  ];
}

function server({ gateway: settings, exposure, publicUrl, routes }: GatewayPlan): Directive {
  const { containerPort } = gateway;
  return block(
    ["server"],
    [
      directive("listen", containerPort),
      directive("listen", `[::]:${containerPort}`),
      ...httpsListener(exposure),
      directive("server_name", "_"),
      directive("limit_req", "zone=api", `burst=${settings.requestBurst}`, "nodelay"),
      directive("limit_conn", "addr", settings.connectionsPerClient),
      ...headers(settings),
      block(
        ["location", "=", gatewayHealthPath],
        [directive("access_log", "off"), directive("return", 200, "ok")],
      ),
      ...(publicUrl.startsWith("https://") ? [redirectToHttps(publicUrl, exposure)] : []),
      ...routes.map((route) => location(route, settings)),
    ],
  );
}

/** nginx' own counters, for the exporter in the same pod and nobody else. */
function statusServer({ monitoring }: GatewayPlan): readonly Directive[] {
  const { host, port, path } = gatewayStatus;
  return monitoring === undefined
    ? []
    : [
        block(
          ["server"],
          [
            directive("listen", `${host}:${port}`),
            directive("access_log", "off"),
            block(["location", "=", path], [directive("stub_status")]),
            block(["location", "/"], [directive("return", 404)]),
          ],
        ),
      ];
}

/**
 * Headers of every answer, each once. The app sends HSTS for all sub-domains, and of two browsers take the first
 * (RFC 6797, 8.1); so the services' are dropped. A location with one such directive would lose the others.
 */
function headers({ extraCspDomains, hsts }: GatewaySettings): readonly Directive[] {
  const sources = ["'self'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:", ...contentSources];
  const decided = Object.entries({
    "X-Content-Type-Options": "nosniff",
    // OpenOps shows dashboards in a frame of its own pages, which Superset would forbid.
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": `default-src ${[...sources, ...extraCspDomains].join(" ")}`,
    "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": hsts === undefined ? "" : "$strict_transport",
    // The app's own nginx sends two; nginx joins them in one, which says the same.
    "Cache-Control": "$upstream_http_cache_control",
  });
  return [
    ...decided.map(([name]) => directive("proxy_hide_header", name)),
    ...decided
      .filter(([, value]) => value !== "")
      .map(([name, value]) => directive("add_header", name, value, "always")),
  ];
}

/** Only a client that came by http is redirected; the health checks of a cluster name no scheme. */
function redirectToHttps(publicUrl: string, { insistsOnHttps }: ExposurePlan): Directive {
  const condition = insistsOnHttps ? ["($send_to_https)"] : ["($http_x_forwarded_proto", "=", "http)"];
  const { port } = new URL(publicUrl);
  // nginx' $host has no port.
  const host = port === "" ? "$host" : `$host:${port}`;
  return block(["if", ...condition], [directive("return", 301, `https://${host}$request_uri`)]);
}

function location(route: PlannedRoute, { tablesBodyLimitMi }: GatewaySettings): Directive {
  const target = `http://${route.host}${route.port === 80 ? "" : `:${route.port}`}`;
  const words = route.match === "prefix" ? [route.path] : ["~", route.path];
  const timeout = route.timeoutSeconds;
  return block(
    ["location", ...words],
    [
      directive("proxy_pass", `${target}${route.upstreamPath ?? ""}`),
      directive("proxy_http_version", "1.1"),
      directive("proxy_set_header", "Host", "$http_host"),
      directive("proxy_set_header", "X-Real-IP", "$remote_addr"),
      directive("proxy_set_header", "X-Forwarded-For", "$proxy_add_x_forwarded_for"),
      directive("proxy_set_header", "X-Forwarded-Proto", "$client_scheme"),
      ...(route.websocket ? websocket() : [directive("proxy_set_header", "Connection", "")]),
      ...(route.streaming ? [directive("proxy_buffering", "off"), directive("proxy_cache", "off")] : []),
      ...(route.uploads === true ? [directive("client_max_body_size", `${tablesBodyLimitMi}m`)] : []),
      ...(timeout === undefined ? [] : timeouts(timeout)),
    ],
  );
}

function websocket(): readonly Directive[] {
  return [
    directive("proxy_set_header", "Upgrade", "$http_upgrade"),
    directive("proxy_set_header", "Connection", "$connection_upgrade"),
  ];
}

function timeouts(seconds: number): readonly Directive[] {
  return ["proxy_connect_timeout", "proxy_send_timeout", "proxy_read_timeout", "send_timeout"].map((name) =>
    directive(name, `${seconds}s`),
  );
}
