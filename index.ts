import { OpenOps } from "./components";

export = async () => (await OpenOps.fromConfig("openops")).outputs;
