import { OpenOps } from "openops-pulumi";

export = async () => (await OpenOps.fromConfig("openops")).outputs;
