import { servePlugin } from "../protocol/serve";
import { KubernetesPlugin } from "./kubernetes-plugin";

void servePlugin((log) => new KubernetesPlugin(log));
