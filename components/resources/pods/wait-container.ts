import type { input } from "@pulumi/kubernetes/types";
import { companionContainer } from "./companion-container";
import type { Wait } from "../../plan/pods/service-plan";
import type { ClientScope } from "../scope";

/**
 * Connects to each peer until it answers. A Service only takes connections while a pod behind it is
 * ready, so a connection means readiness. A resolver that does not answer is named, since no peer is missing
 * then: it is down, or network policies know it elsewhere.
 */
const script = `
for peer in "$@"; do
  until reason=$( (exec 3<>"/dev/tcp/\${peer%:*}/\${peer##*:}") 2>&1); do
    case $reason in
      *"failure in name resolution"*)
        echo "waiting for $peer: no answer from DNS at" $(sed -n 's/^nameserver //p' /etc/resolv.conf) \\
          "(what network policies allow: openops:network)" ;;
      *) echo "waiting for $peer" ;;
    esac
    sleep 1
  done
  echo "$peer answers"
done
`.trim();

/** The init container that lets a pod start only when its peers take connections. */
export function waitContainer(waits: readonly Wait[], scope: ClientScope): input.core.v1.Container {
  const address = ({ host, port }: Wait) => scope.resolve({ parts: [...host.parts, ":", ...port.parts] });
  return companionContainer(scope.plan.images, {
    name: "wait-for-peers",
    command: ["bash", "-c", script, "wait-for-peers"],
    args: waits.map(address),
  });
}
