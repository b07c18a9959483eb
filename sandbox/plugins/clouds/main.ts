import { join } from "node:path";

import { servePlugin } from "../protocol/serve";
import { CloudPlugin } from "./cloud-plugin";
import { clouds } from "./clouds";

/** The launcher names the cloud and the folder of the accounts before what the engine adds. */
const [, , name = "", accounts = ""] = process.argv;

const cloud = clouds.find((candidate) => candidate.name === name);
if (cloud === undefined) {
  throw new Error(`there is no simulated cloud "${name}"`);
}

const place = {
  folder: join(accounts, cloud.name),
  settingsFile: join(accounts, "settings.json"),
  environment: process.env,
};

void servePlugin((log) => new CloudPlugin(cloud, place, log));
