import { servePlugin } from "../protocol/serve";
import { RandomPlugin } from "./random-plugin";

void servePlugin((log) => new RandomPlugin(log));
