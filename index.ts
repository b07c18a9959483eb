import { loadConfig } from "./components/resources/loaded-config";
import { deploy } from "./components/openops";

export = async () => deploy(await loadConfig());
