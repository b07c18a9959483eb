import { createAuthority, type KeyPair } from "../../sandbox/control-plane/certificates";
import { addresses } from "../../sandbox/node/addresses";
import {
  outsideCredentials,
  outsideHost,
  outsideObjects,
  OutsideServers,
  outsideServers,
  type ServerName,
} from "./outside/outside-servers";
import { RealStack } from "./real-stack";
import { stackWithWorkers } from "./releases";

/** Who signs all of a company's certificates. */
export const companyAuthority = createAuthority("Company authority");

/** What one client may ask of each gateway: so little that a test can exceed it on any machine. */
export const rate = { requestsPerSecond: 2, requestBurst: 10 };

const passwords = {
  postgres: "AdministratorOfPostgres0123456789",
  redis: "UserOfRedis0123456789012345678901",
};

/** The certificate that a server of the company has. */
export function certificateOf(name: ServerName): KeyPair {
  return companyAuthority.issue({ commonName: name }, [outsideHost(name)]);
}

function configOfCompany() {
  const server = (name: ServerName) => ({
    kind: "external",
    host: outsideHost(name),
    port: outsideServers[name].port,
    addresses: [`${addresses.external}/32`],
    credentials: outsideCredentials(name),
    tls: { kind: "verify-full", authority: { kind: "pem", pem: companyAuthority.certificate } },
  });
  return {
    preset: "prod",
    ...stackWithWorkers,
    publicUrl: "https://openops.example.com",
    services: { gateway: { hsts: {}, ...rate } },
    exposure: { kind: "load-balancer", tls: { kind: "existing-secret" } },
    database: { ...server("postgres"), adminRole: outsideServers.postgres.administrator },
    cache: server("redis"),
  };
}

/** The namespace as the company's administrator makes it, with the certificate that people see. */
function namespaceObjects(namespace: string): readonly object[] {
  const { certificate, key } = companyAuthority.issue({ commonName: "openops" }, ["openops.example.com"]);
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata: { name: "openops-tls", namespace },
      stringData: { "tls.crt": certificate, "tls.key": key },
    },
  ];
}

/** A stack of prod in a company that runs Postgres and Redis itself. */
export class CompanyStack {
  private constructor(
    readonly stack: RealStack,
    readonly servers: OutsideServers,
  ) {}

  /** Starts a node, the company's servers beyond it, and the stack. */
  static async start(): Promise<CompanyStack> {
    const stack = await RealStack.onNode("prod");
    const servers = new OutsideServers(stack.checkout.path(".sandbox", "cluster"), passwords);
    const made = new CompanyStack(stack, servers);
    try {
      await servers.start({ postgres: certificateOf("postgres"), redis: certificateOf("redis") });
      await stack.apply([...namespaceObjects(stack.namespace), ...outsideObjects(passwords)]);
      // A rehearsal makes the namespace itself, and here it is there already.
      await stack.up(configOfCompany(), "--take-over");
      return made;
    } catch (error) {
      await made.remove();
      throw error;
    }
  }

  async remove(): Promise<void> {
    await this.stack.remove();
    await this.servers.remove();
  }
}
