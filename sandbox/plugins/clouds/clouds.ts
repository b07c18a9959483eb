import { aws } from "./aws";
import { azure } from "./azure";
import type { Cloud } from "./cloud";
import { gcp } from "./gcp";

/** The simulated clouds. */
export const clouds: readonly Cloud[] = [aws, gcp, azure];
