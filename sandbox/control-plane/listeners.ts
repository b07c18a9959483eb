import { z } from "zod";

const port = z.number().int().min(1).max(65535);
export const portsSchema = z.strictObject({
  etcd: port,
  etcdPeer: port,
  apiServer: port,
  controllerManager: port,
  scheduler: port,
  kwok: port,
});

/** The loopback port of each listener. */
export type Ports = Readonly<z.infer<typeof portsSchema>>;
