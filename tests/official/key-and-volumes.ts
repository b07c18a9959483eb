import { Installation } from "../engine/installation";
import type { PlainPulumi } from "./plain-pulumi";

/** What the app's data depends on, and the volumes it is in, by name and UID. */
export async function keyAndVolumes(pulumi: PlainPulumi, namespace: string) {
  const { output } = await pulumi.kubectl([
    ...["get", "persistentvolumeclaims", "-n", namespace],
    "-o=jsonpath={range .items[*]}{.metadata.name} {.metadata.uid}{'\\n'}{end}",
  ]);
  const secrets = await new Installation(pulumi.kubectl, namespace).secrets();
  const keys = [...secrets].flatMap(([name, data]) =>
    name.startsWith("openops-app") ? [data.OPS_ENCRYPTION_KEY] : [],
  );
  return { keys: [...new Set(keys)], volumes: output.trim().split("\n").sort() };
}
