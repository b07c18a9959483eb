import { OpenOps } from "./components/openops";

export = async () => (await OpenOps.fromConfig("openops")).outputs;
