import { createServer } from "node:http";
import { addresses } from "../addresses";
import { nodeLayoutOf } from "../node-layout";
import { settingsOfCommandLine } from "../node-settings";
import { serveProxy } from "../tunnel";

const settings = settingsOfCommandLine(process.argv.slice(2));
void serveProxy(nodeLayoutOf(settings.clusterFolder).sockets.external);

// Stands for a cloud's metadata service, so that one can see which pods would reach it.
createServer((_, response) => response.end("metadata\n")).listen(80, addresses.cloudMetadata);
