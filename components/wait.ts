import type { input } from "@pulumi/kubernetes/types";
import { imageReference } from "./model/images";
import type { Wait } from "./model/plan";
import type { ClientScope } from "./scope";
import { restricted } from "./security";

/** Any user that is not root. */
const user = 65534;

/**
 * Connects to each peer until it answers. A Service only takes connections while a pod behind it is
 * ready, so a connection means readiness.
 */
const script = `
for peer in "$@"; do
  until (exec 3<>"/dev/tcp/\${peer%:*}/\${peer##*:}") 2>/dev/null; do
    echo "waiting for $peer"
    sleep 1
  done
  echo "$peer answers"
done
`.trim();

/** The init container that lets a pod start only when its peers take connections. */
export function waitContainer(waits: readonly Wait[], scope: ClientScope): input.core.v1.Container {
  const { config } = scope.plan;
  const address = ({ host, port }: Wait) => scope.resolve({ parts: [...host.parts, ":", ...port.parts] });
  return {
    name: "wait-for-peers",
    image: imageReference("companion", config),
    imagePullPolicy: config.images.pullPolicy,
    command: ["bash", "-c", script, "wait-for-peers"],
    args: waits.map(address),
    resources: {
      requests: { cpu: "10m", memory: "16Mi" },
      limits: { cpu: "100m", memory: "64Mi" },
    },
    securityContext: restricted(user, { readOnlyRoot: true }),
  };
}
