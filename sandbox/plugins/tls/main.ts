import { servePlugin } from "../protocol/serve";
import { TlsPlugin } from "./tls-plugin";

void servePlugin((log) => new TlsPlugin(log));
