import { block, directive, printNginx } from "./nginx-syntax";
import type { Directive } from "./nginx-syntax";
import type { Plan, PlannedRoute } from "./plan";
import type { StackConfig } from "./schema/stack";
import { gateway } from "./services/gateway";

/** Where the gateway answers that it is alive, whatever its upstreams do. */
export const gatewayHealthPath = "/healthz";

const contentSources = [
  "*.openops.com",
  "assets.frontegg.com",
  "fonts.cdnfonts.com",
  "fonts.googleapis.com",
  "fonts.gstatic.com",
  "api.github.com",
  "cdn.jsdelivr.net",
];

/** Renders nginx' whole configuration from the routes that services declare. */
export function renderNginxConfig({ config, routes }: Plan): string {
  return printNginx([
    directive("worker_processes", 2),
    directive("pid", "/tmp/nginx.pid"),
    directive("error_log", "stderr", "warn"),
    block(["events"], [directive("worker_connections", 4096)]),
    block(["http"], [...httpSettings(config), server(config, routes)]),
  ]);
}

function httpSettings({ services: { gateway: settings } }: StackConfig): readonly Directive[] {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    directive("access_log", "/dev/stdout"),
    directive("default_type", "application/octet-stream"),
    directive("server_tokens", "off"),
    directive("ssi", "off"),
    directive("client_max_body_size", `${settings.bodyLimitMi}m`),
    directive("large_client_header_buffers", 4, "16k"),
    ...temporary.map((name) => directive(`${name}_temp_path`, `/tmp/${name}`)),
    // A load balancer that ends TLS names the scheme its client used.
    block(
      ["map", "$http_x_forwarded_proto", "$client_scheme"],
      [directive("default", "$scheme"), directive("http", "http"), directive("https", "https")],
    ),
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
  ];
}

function server(config: StackConfig, routes: readonly PlannedRoute[]): Directive {
  const { gateway: settings } = config.services;
  const { containerPort } = gateway;
  return block(
    ["server"],
    [
      directive("listen", containerPort),
      directive("listen", `[::]:${containerPort}`),
      directive("server_name", "_"),
      directive("limit_req", "zone=api", `burst=${settings.requestBurst}`, "nodelay"),
      directive("limit_conn", "addr", settings.connectionsPerClient),
      ...headers(settings.extraCspDomains),
      block(
        ["location", "=", gatewayHealthPath],
        [directive("access_log", "off"), directive("return", 200, "ok")],
      ),
      ...(config.publicUrl.startsWith("https://") ? [redirectToHttps()] : []),
      ...routes.map(location),
    ],
  );
}

/** Headers of every answer. A location that added its own would lose these, so none does. */
function headers(extraDomains: readonly string[]): readonly Directive[] {
  const sources = ["'self'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:", ...contentSources];
  return [
    ["X-Content-Type-Options", "nosniff"],
    ["X-Frame-Options", "SAMEORIGIN"],
    ["Content-Security-Policy", `default-src ${[...sources, ...extraDomains].join(" ")}`],
    ["Permissions-Policy", "geolocation=(), microphone=(), camera=()"],
    ["Referrer-Policy", "strict-origin-when-cross-origin"],
  ].map((header) => directive("add_header", ...header, "always"));
}

/** Only a client that came by http is redirected; the health checks of a cluster name no scheme. */
function redirectToHttps(): Directive {
  return block(
    ["if", "($http_x_forwarded_proto", "=", "http)"],
    [directive("return", 301, "https://$host$request_uri")],
  );
}

function location(route: PlannedRoute): Directive {
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
      ...(route.bodyLimitMi === undefined
        ? []
        : [directive("client_max_body_size", `${route.bodyLimitMi}m`)]),
      ...(timeout === undefined ? [] : timeouts(timeout)),
      ...(route.hiddenHeaders ?? []).map((header) => directive("proxy_hide_header", header)),
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
