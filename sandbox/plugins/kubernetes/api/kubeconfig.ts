import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";

import { parse } from "yaml";

import type { Access } from "../../../kubernetes-api/api-client";
import { type PropertyMap, type PropertyValue, isMap } from "../../protocol/property-value";
import { ClusterUnreachable } from "../../../kubernetes-api/errors";
import { fieldAt, listAt, textAt } from "../objects/kubernetes-object";

/** How to reach an API server, and where to be there. */
export type Connection = Omit<Access, "userAgent"> & {
  /** The context's own namespace, or "default". */
  readonly namespace: string;
};

export type KubeconfigChoice = {
  /** Path or content; the KUBECONFIG variable or ~/.kube/config where empty. */
  readonly kubeconfig: string;
  readonly context: string;
};

type Loaded = { readonly document: PropertyMap; readonly folder: string };

function plain(value: unknown): PropertyValue {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function parsed(text: string, from: string): PropertyMap {
  let document: PropertyValue;
  try {
    document = plain(parse(text));
  } catch (cause) {
    throw new ClusterUnreachable(
      `${from} is not valid YAML (${cause instanceof Error ? cause.name : "unknown fault"})`,
    );
  }
  if (!isMap(document)) {
    throw new ClusterUnreachable(`${from} is not a kubeconfig`);
  }
  return document;
}

function defaultPath(): string {
  return process.env.KUBECONFIG?.split(":").find((path) => path !== "") ?? join(homedir(), ".kube", "config");
}

function load(kubeconfig: string): Loaded {
  const given = kubeconfig === "" ? defaultPath() : kubeconfig;
  const path = given.startsWith("~/") ? join(homedir(), given.slice(2)) : given;
  if (!path.includes("\n") && existsSync(path)) {
    return { document: parsed(readFileSync(path, "utf8"), path), folder: dirname(resolve(path)) };
  }
  if (kubeconfig === "" || !/[:{\n]/.test(kubeconfig)) {
    throw new ClusterUnreachable(`there is no kubeconfig at ${path}`);
  }
  return { document: parsed(kubeconfig, "the provider's kubeconfig"), folder: process.cwd() };
}

/** The entry of a named list (`clusters`, `users`, `contexts`) of a kubeconfig. */
function entry(document: PropertyMap, list: string, name: string): PropertyMap {
  const found = listAt(document, list).find((item) => textAt(item, "name") === name);
  const value = fieldAt(found, list.slice(0, -1));
  if (!isMap(value)) {
    throw new ClusterUnreachable(`the kubeconfig has no entry "${name}" in ${list}`);
  }
  return value;
}

function content(path: string): string {
  if (!existsSync(path)) {
    throw new ClusterUnreachable(`the kubeconfig names the file ${path}, which does not exist`);
  }
  return readFileSync(path, "utf8");
}

/** Certificates and keys stand in a kubeconfig either as base64 text or as the name of a file. */
function material(source: PropertyMap, name: string, folder: string): string | undefined {
  const data = textAt(source, `${name}-data`);
  if (data !== "") {
    return Buffer.from(data, "base64").toString("utf8");
  }
  const path = textAt(source, name);
  return path === "" ? undefined : content(isAbsolute(path) ? path : join(folder, path));
}

function token(user: PropertyMap): string | undefined {
  const file = textAt(user, "tokenFile");
  return file === "" ? textAt(user, "token") || undefined : content(file).trim();
}

function present<T extends object>(parts: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in parts) {
    const value = parts[key];
    if (value !== undefined) {
      kept[key] = value;
    }
  }
  return kept;
}

/**
 * Reads the connection that a kubeconfig names.
 *
 * @throws ClusterUnreachable when there is none, or when the user logs in through a program (`exec`), which
 * a stand-in never runs.
 */
export function readConnection(choice: KubeconfigChoice): Connection {
  const { document, folder } = load(choice.kubeconfig);
  const context = entry(document, "contexts", choice.context || textAt(document, "current-context"));
  const cluster = entry(document, "clusters", textAt(context, "cluster"));
  const userName = textAt(context, "user");
  const user = userName === "" ? {} : entry(document, "users", userName);
  if (user.exec !== undefined || user["auth-provider"] !== undefined) {
    throw new ClusterUnreachable(
      `the user "${userName}" logs in through a program, which only the official plugin can do`,
    );
  }
  const serverName = textAt(cluster, "tls-server-name");
  return {
    server: textAt(cluster, "server").replace(/\/+$/, ""),
    namespace: textAt(context, "namespace") || "default",
    verifyServer: cluster["insecure-skip-tls-verify"] !== true,
    ...present<Pick<Connection, "serverName" | "authority" | "certificate" | "key" | "token">>({
      serverName: serverName || undefined,
      authority: material(cluster, "certificate-authority", folder),
      certificate: material(user, "client-certificate", folder),
      key: material(user, "client-key", folder),
      token: token(user),
    }),
  };
}

/** The cluster a kubeconfig points to, without credentials: what tells one cluster from another. */
export function activeCluster(choice: KubeconfigChoice): PropertyMap {
  try {
    const { document } = load(choice.kubeconfig);
    const context = entry(document, "contexts", choice.context || textAt(document, "current-context"));
    return entry(document, "clusters", textAt(context, "cluster"));
  } catch (thrown) {
    if (thrown instanceof ClusterUnreachable) {
      return {};
    }
    throw thrown;
  }
}
