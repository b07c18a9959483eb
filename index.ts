import { loadConfig } from "./components/config";
import { deploy } from "./components/deploy";

export = () => deploy(loadConfig());
