import { setCommand } from "../../../values/fault";
import type { Rule } from "../rule";

const bodiesReachTheApp: Rule = {
  name: "the gateway lets in every body that the app takes",
  *check({ services: { app, gateway } }) {
    if (gateway.bodyLimitMi < app.requestBodyLimitMi) {
      yield {
        path: "services.gateway.bodyLimitMi",
        expected: `at least the app's requestBodyLimitMi, which is ${app.requestBodyLimitMi}`,
        got: String(gateway.bodyLimitMi),
        fix: setCommand("services.gateway.bodyLimitMi", String(app.requestBodyLimitMi)),
      };
    }
  },
};

/** Rules about how the stack is reached. */
export const networkRules: readonly Rule[] = [bodiesReachTheApp];
