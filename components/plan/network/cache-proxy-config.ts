import { isIP } from "node:net";
import { block, directive, printNginx } from "../exposure/nginx-syntax";
import { cacheProxy, type StoreTls } from "../../sources/store-tls";

interface CacheProxyTarget {
  readonly host: string;
  readonly port: number;
  /** The name or address in the server's certificate. */
  readonly certificateName: string;
  readonly tls: StoreTls;
}

/** Renders nginx' configuration for the proxy that speaks verified TLS to Redis for its pod. */
export function renderCacheProxy({ host, port, certificateName, tls }: CacheProxyTarget): string {
  return printNginx([
    directive("worker_processes", 1),
    directive("pid", "/tmp/cache-proxy.pid"),
    directive("error_log", "stderr", "warn"),
    block(["events"], [directive("worker_connections", 1024)]),
    block(
      ["stream"],
      [
        block(
          ["server"],
          [
            directive("listen", `${cacheProxy.host}:${cacheProxy.port}`),
            directive("proxy_pass", `${host}:${port}`),
            directive("proxy_connect_timeout", "5s"),
            // Queue consumers block on a connection for long.
            directive("proxy_timeout", "1d"),
            directive("proxy_socket_keepalive", "on"),
            directive("proxy_ssl", "on"),
            directive("proxy_ssl_protocols", "TLSv1.2", "TLSv1.3"),
            directive("proxy_ssl_verify", "on"),
            directive("proxy_ssl_verify_depth", 3),
            directive("proxy_ssl_trusted_certificate", tls.authorityFile),
            // A server is asked for by name only; an address is compared with the certificate alone.
            directive("proxy_ssl_server_name", isIP(certificateName) === 0 ? "on" : "off"),
            directive("proxy_ssl_name", certificateName),
          ],
        ),
      ],
    ),
  ]);
}
