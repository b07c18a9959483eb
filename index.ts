import { loadConfig } from "./components/config";
import { deploy } from "./components/deploy";

export = async () => deploy(await loadConfig());
