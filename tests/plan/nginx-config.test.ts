import { renderNginxConfig } from "../../components/plan/exposure/nginx-config";
import { block, directive, printNginx } from "../../components/plan/exposure/nginx-syntax";
import { planOf } from "../support/configuration";

function configOf(values = {}): string {
  return renderNginxConfig(planOf(values));
}

/** The lines of a location, without the indentation. */
function location(config: string, head: string): readonly string[] {
  const start = config.indexOf(`    location ${head} {\n`);
  if (start < 0) {
    return [];
  }
  const body = config.slice(start, config.indexOf("\n    }\n", start));
  return body
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

const forwarded = [
  "proxy_http_version 1.1;",
  "proxy_set_header Host $http_host;",
  "proxy_set_header X-Real-IP $remote_addr;",
  "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
  "proxy_set_header X-Forwarded-Proto $client_scheme;",
];

const websocket = [
  "proxy_set_header Upgrade $http_upgrade;",
  "proxy_set_header Connection $connection_upgrade;",
];
const unbuffered = ["proxy_buffering off;", "proxy_cache off;"];
const plain = 'proxy_set_header Connection "";';

describe("the gateway", () => {
  test.each([
    ["/", ["proxy_pass http://openops-app;", ...forwarded, plain, ...unbuffered]],
    ["/api/socket.io", ["proxy_pass http://openops-app/socket.io;", ...forwarded, ...websocket]],
    [
      "~ ^/api/v1/webhooks/[^/]+/sync$",
      [
        "proxy_pass http://openops-app;",
        ...forwarded,
        plain,
        ...unbuffered,
        "proxy_connect_timeout 600s;",
        "proxy_send_timeout 600s;",
        "proxy_read_timeout 600s;",
        "send_timeout 600s;",
      ],
    ],
    ["/openops-tables/ws/core", ["proxy_pass http://openops-tables;", ...forwarded, ...websocket]],
    [
      "/openops-tables",
      ["proxy_pass http://openops-tables;", ...forwarded, plain, "client_max_body_size 512m;"],
    ],
    ["/openops-analytics", ["proxy_pass http://openops-analytics:8088;", ...forwarded, plain]],
    ["= /healthz", ["access_log off;", "return 200 ok;"]],
  ])("answers %s", (head, lines) => {
    expect(location(configOf(), head)).toEqual(lines);
  });

  test("has no route to analytics where it is switched off", () => {
    expect(configOf({ services: { analytics: { enabled: false } } })).not.toContain("analytics");
  });

  test("sends http on to https where the public URL says so, by the client's scheme", () => {
    const config = configOf({ publicUrl: "https://openops.example.com" });

    expect(config).toContain(
      "if ($http_x_forwarded_proto = http) {\n      return 301 https://$host$request_uri;",
    );
    expect(configOf()).not.toContain("return 301");
  });

  test("keeps the port of the public URL when it sends http on to https", () => {
    const config = configOf({ publicUrl: "https://openops.example.com:8443" });

    expect(config).toContain("return 301 https://$host:8443$request_uri;");
  });

  test("limits bodies, requests and connections as configured", () => {
    const config = configOf({
      services: {
        gateway: { bodyLimitMi: 20, requestsPerSecond: 7, requestBurst: 9, connectionsPerClient: 3 },
      },
    });

    expect(config).toContain("  client_max_body_size 20m;\n");
    expect(config).toContain("rate=7r/s;\n");
    expect(config).toContain("    limit_req zone=api burst=9 nodelay;\n");
    expect(config).toContain("    limit_conn addr 3;\n");
  });

  test("lets pages load from additional domains", () => {
    const config = configOf({ services: { gateway: { extraCspDomains: ["cdn.example.com"] } } });

    expect(config).toContain('cdn.jsdelivr.net cdn.example.com" always;\n');
  });

  test.each([
    ["without strict transport security", {}, []],
    [
      "with it",
      { publicUrl: "https://openops.example.com", services: { gateway: { hsts: { maxAgeSeconds: 300 } } } },
      ["Strict-Transport-Security"],
    ],
  ])(
    "%s drops the services' headers and adds its own in one place, which a location's would undo",
    (_, values, added) => {
      const lines = configOf(values)
        .split("\n")
        .filter((line) => /add_header|proxy_hide_header/.test(line));
      const named = (name: string) =>
        lines.filter((line) => line.startsWith(`    ${name} `)).map((line) => line.trim().split(/[ ;]/)[1]);
      const own = [
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Content-Security-Policy",
        "Permissions-Policy",
      ];
      const always = [...own, "Referrer-Policy"];

      expect(named("proxy_hide_header")).toEqual([...always, "Strict-Transport-Security", "Cache-Control"]);
      expect(named("add_header")).toEqual([...always, ...added, "Cache-Control"]);
      expect(lines.length).toBe(2 * always.length + 2 + added.length + 1);
    },
  );

  test("listens above 1023 and writes below /tmp only", () => {
    expect(configOf()).toContain("    listen 8080;\n    listen [::]:8080;\n");
    expect(configOf()).toContain("  pid /tmp/nginx.pid;\n".trimStart());
  });
});

describe("nginx' syntax", () => {
  test("is printed with blocks indented", () => {
    expect(printNginx([block(["http"], [block(["server"], [directive("listen", 80)])])])).toBe(
      "http {\n  server {\n    listen 80;\n  }\n}\n",
    );
  });

  test.each([
    ["a b", '"a b"'],
    ["", '""'],
    ["a;b", '"a;b"'],
    ['say "x"', '"say \\"x\\""'],
    ["$host", "$host"],
    ["{", '"{"'],
  ])("quotes %p", (word, printed) => {
    expect(printNginx([directive("return", word)])).toBe(`return ${printed};\n`);
  });
});
