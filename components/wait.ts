import type { input } from "@pulumi/kubernetes/types";
import { companionContainer } from "./companion-container";
import type { Wait } from "./model/plan";
import type { ClientScope } from "./scope";

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
  return companionContainer(config, {
    name: "wait-for-peers",
    command: ["bash", "-c", script, "wait-for-peers"],
    args: waits.map(address),
  });
}
