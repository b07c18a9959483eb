import type * as pulumi from "@pulumi/pulumi";
import { storePasswords } from "../../sources/store-profiles";
import type { Plan } from "../../plan/plan";
import { referencesOf, textOf, type Text } from "../../values/text";
import type { ClientScope } from "../scope";

/** Who may make roles and databases on the server. */
export interface Administrator {
  /** The password, where the server makes it or others keep it. */
  readonly adminPassword: pulumi.Output<string> | undefined;
  readonly adminRole: pulumi.Input<string>;
}

/** The administrator's password, as the stack knows it. */
export function administratorPassword({ stores }: Plan): Text {
  return stores.database.profile.passwordFrom === "stack"
    ? textOf({ kind: "secret", name: storePasswords.database })
    : textOf({ kind: "server-password", store: "database" });
}

/** Fills in texts of the administrator's: elsewhere a server's own password is escaped for URLs. */
export function administratorResolver(
  scope: ClientScope,
  { adminPassword }: Administrator,
): (text: Text) => pulumi.Input<string> {
  const isServerPassword = (text: Text) => referencesOf(text).some(({ kind }) => kind === "server-password");
  return (text) =>
    isServerPassword(text) && adminPassword !== undefined ? adminPassword : scope.resolve(text);
}
