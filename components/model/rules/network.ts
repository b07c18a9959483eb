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

const bodiesReachTheApp: Rule = {
  name: "the gateway lets in every body that the app takes",
  check: ({ services: { app, gateway } }) =>
    gateway.bodyLimitMi >= app.requestBodyLimitMi
      ? []
      : [
          {
            path: "services.gateway.bodyLimitMi",
            expected: `at least the app's requestBodyLimitMi, which is ${app.requestBodyLimitMi}`,
            got: String(gateway.bodyLimitMi),
            mend: setCommand("services.gateway.bodyLimitMi", String(app.requestBodyLimitMi)),
          },
        ],
};

/** Rules about how the stack is reached. */
export const networkRules: readonly Rule[] = [encryptedInProduction, bodiesReachTheApp];
