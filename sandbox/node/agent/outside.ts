import { nodeLayoutOf } from "../node-layout";
import { settingsOfCommandLine } from "../node-settings";
import { serveProxy } from "../passage";

const settings = settingsOfCommandLine(process.argv.slice(2));
void serveProxy(nodeLayoutOf(settings.clusterFolder).sockets.outside);
