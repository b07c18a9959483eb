import { revealMap } from "../../protocol/property-value";
import type { CheckAnswer, CheckRequest } from "../../protocol/resource-plugin";
import { withAutoname } from "../objects/autoname";
import { isClusterWide } from "../api/cluster-wide-kinds";
import { type KubernetesObject, fieldAt, withField } from "../objects/kubernetes-object";
import { normalizeInputs } from "../objects/normalize";
import { markSecrets } from "../objects/secrecy";
import { fromTypeToken } from "../api/type-token";

/** An object that names no namespace goes where the provider says; an unknown namespace stays unknown. */
function withNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  const undecided = fieldAt(object, "metadata", "namespace") !== undefined;
  return undecided || isClusterWide(object)
    ? object
    : withField(object, ["metadata", "namespace"], namespace);
}

/**
 * What the plugin will work with: the inputs in the server's form, with a name and a namespace.
 *
 * @param namespace where objects go that name none.
 */
export function checkObject(request: CheckRequest, namespace: string): CheckAnswer {
  const { newInputs, type } = request;
  const normal = normalizeInputs({ ...fromTypeToken(type), ...revealMap(newInputs) });
  const oldInputs = revealMap(request.oldInputs);
  const { object, failures } = withAutoname(normal, { ...request, oldInputs });
  return { inputs: markSecrets(withNamespace(object, namespace), newInputs), failures };
}
