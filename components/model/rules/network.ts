import { setCommand } from "../fault";
import type { Rule } from "./rule";

const encryptedInProduction: Rule = {
  name: "prod is not served in clear",
  check: ({ preset, publicUrl }) =>
    preset !== "prod" || publicUrl.startsWith("https://")
      ? []
      : [
          {
            path: "publicUrl",
            expected: "an https:// origin in prod",
            got: publicUrl,
            why: "sign-in and session cookies would cross the network in clear",
            mend: setCommand("publicUrl", "https://openops.example.com"),
          },
        ],
};

/** Rules about how the stack is reached. */
export const networkRules: readonly Rule[] = [encryptedInProduction];
