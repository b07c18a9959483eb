import type { z } from "zod";
import type { StoreName } from "../components/values/text";
import type { CacheProfile, DatabaseProfile } from "./store-profile";
import type { IdentityProfile } from "./identity-profile";

/**
 * Settings of one kind. Whoever asks a source finds it by `kind`, so that each is given its own; its functions
 * are declared as methods, whose parameters TypeScript lets be narrower.
 */
export interface OfKind {
  readonly kind: string;
}

/** What a profile may depend on beside the settings. */
export interface ProfileContext {
  /** The tag of the image of a Postgres server in the cluster. */
  readonly postgresTag: string;
}

/** Where Postgres and Redis servers come from: all that planning asks of it, without any SDK. */
export interface Source {
  readonly database: {
    /** Settings of a server, with its `kind`. */
    readonly schema: z.ZodObject;
    profile(settings: OfKind, context: ProfileContext): DatabaseProfile;
  };
  readonly cache: {
    readonly schema: z.ZodObject;
    profile(settings: OfKind): CacheProfile;
  };
  /** Loads what makes the servers: `open.ts` of its folder. */
  readonly open: () => Promise<unknown>;
}

/** A key below `clouds` that has to be given, where its value is missing. */
export interface MissingKey {
  /** Below `clouds.KIND`. */
  readonly key: string;
  readonly expected: string;
  /** Whether it is a list, whose first item has to be set. Default: no. */
  readonly isList?: boolean;
  /** Whether the name of a cluster in the cloud says it too. */
  readonly saidByCluster: boolean;
}

/** The package by which a cloud is asked, and which makes what is in it; programs without the cloud do without it. */
export interface Sdk {
  readonly name: string;
  readonly version: string;
}

/** A cloud: a source that also knows clusters by their names and gives pods identities. */
export interface Cloud extends Source {
  readonly sdk: Sdk;
  /** The settings of the account, below `clouds`. */
  readonly account: z.ZodObject;
  /** The fields of a cluster that the cloud knows by its name, with its `kind`. */
  readonly cluster: { readonly kind: z.ZodLiteral<string> };
  readonly identity: {
    readonly schema: z.ZodObject;
    profile(settings: OfKind): IdentityProfile;
    /** Whether somebody else ties it to the cluster. */
    isExisting(settings: OfKind): boolean;
    /** The key of the account that ties identities to a cluster which is not looked up. */
    readonly clusterKey: string;
    /** The kind of a backup's target that it signs in to. */
    readonly bucket: string;
  };
  /** Where all servers of the account are: another place is another server. */
  place(account: object): Readonly<Record<string, string | undefined>>;
  /** What the account does not say of the network that the stack's servers of it are put into. */
  missingKeys(account: object, stores: readonly StoreName[]): readonly MissingKey[];
  /** What it takes for tags of servers. Default: all. */
  readonly tags?: {
    readonly takes: (name: string, value: string) => boolean;
    readonly expected: string;
    readonly why: string;
  };
  /** The names of its services, by the parts of type tokens that name them. */
  readonly serviceNames: Readonly<Record<string, string>>;
  /** The parts of type tokens that name its databases and caches. */
  readonly storeModules: readonly string[];
}
