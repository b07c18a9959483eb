import { aws } from "./aws";
import type { Cloud } from "./cloud";

/** The simulated clouds. */
export const clouds: readonly Cloud[] = [aws];
