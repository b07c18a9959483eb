import { analytics } from "./analytics/analytics";
import { app } from "./app/app";
import { engine } from "./engine/engine";
import { gateway } from "./gateway/gateway";
import { tables } from "./tables/tables";
import { worker } from "./worker/worker";

/**
 * Every service of OpenOps: the only list of who there is. Settings, images, sizes, secrets, policies, start
 * order, release record, diagram and reports follow from what each declares.
 */
export const services = { gateway, app, engine, worker, tables, analytics } as const;

/** The services by the name that configuration and documentation use. */
export type ServiceId = keyof typeof services;
