import type { AccessMode } from "../components/config/fields/workload-fields";

/** How clients verify a server's certificate. */
export interface ServerTls {
  /** `verify-full` checks the certificate and the host name in it, `verify-ca` the certificate alone. */
  readonly mode: "verify-full" | "verify-ca";
  /** `public`: every client's own list has the authority; `private`: clients need its certificate. */
  readonly authority: "private" | "public";
}

/** The authorities of a certificate that the stack generates, by their numbers. */
export interface AuthorityNumbers {
  /** The one that signs. */
  readonly authority: number;
  /** One that clients trust besides, while the server goes from one to the other. */
  readonly alsoTrusted?: number | undefined;
}

/** The volume of a server in the cluster. */
export interface StoreVolume {
  readonly sizeGi: number;
  readonly storageClass?: string | undefined;
  readonly claimName?: string | undefined;
  /** Default: ReadWriteOnce. */
  readonly accessMode?: AccessMode | undefined;
}

/** A rule for passwords that one kind of server adds to the common ones. */
interface PasswordRule {
  readonly takes: (password: string) => boolean;
  readonly expected: string;
}

/** Values from the configuration; undefined where the cloud chooses. */
export type FixedSettings = Readonly<Record<string, string | number | boolean | undefined>>;

/** A Secret of the cluster that somebody else keeps, with a server's credentials. */
export interface CredentialsSecret {
  readonly secretName: string;
  /** Default: the stack's. */
  readonly namespace?: string | undefined;
  readonly passwordKey: string;
  /** The key with the role's name, where the Secret has it. */
  readonly usernameKey?: string | undefined;
}

/** What planning has to know of a server; the same questions for every kind, answered without any SDK. */
export interface StoreProfile {
  readonly port: number;
  /** Undefined where the server accepts unencrypted connections. */
  readonly tls: ServerTls | undefined;
  /** Whether NetworkPolicies select the server's pods or list its addresses. */
  readonly location: "pods" | "addresses";
  /** Its volume, where the stack declares one; at `storage` below the store's path. */
  readonly volume: StoreVolume | undefined;
  /** Left out where the stack does not generate its certificate. */
  readonly authorities?: AuthorityNumbers | undefined;
  /** Whether cert-manager is asked for its certificate. */
  readonly certManager: boolean;
  /** `stack`: the stack says what its password is; `server`: the server does; or a Secret that others keep. */
  readonly passwordFrom: "stack" | "server" | CredentialsSecret;
  /** Default: what every password of a server keeps to. */
  readonly passwordRule?: PasswordRule;
  /** Whether somebody else made it, so that its password has to be given. */
  readonly existing: boolean;
  /**
   * Settings of which another value would replace the server by an empty one, by their path below the
   * store's; `identifier` is filled in where it is left out. Default: none.
   */
  readonly fixed?: FixedSettings;
}

export interface DatabaseProfile extends StoreProfile {
  /** The administrator, which on managed servers is no superuser. */
  readonly adminRole: string;
  /** Undefined where the stack does not choose it. */
  readonly version: PostgresVersion | undefined;
}

interface PostgresVersion {
  readonly major: string;
  /** The configuration path that chooses it. */
  readonly path: string;
  /** Whether the server's data can be taken to a newer major version in place. */
  readonly upgradesInPlace: boolean;
}

export interface CacheProfile extends StoreProfile {
  /** Whether clients can tell their keys apart by numbered databases. */
  readonly databases: "many" | "one";
}
