import { PluginError } from "../../protocol/plugin-error";
import type { GroupVersionKind } from "./type-token";

/** Says that the server does not have a type: most often a custom resource before its definition. */
export class UnknownTypeError extends PluginError {
  constructor({ apiVersion, kind }: GroupVersionKind) {
    super(
      `no matches for kind "${kind}" in version "${apiVersion}": the API server does not know this type. ` +
        "Verify that any required CustomResourceDefinition has been created first",
    );
  }
}
