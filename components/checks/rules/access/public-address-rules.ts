import { setCommand } from "../../../values/fault";
import { cookieDomainOf } from "../../../services/public-address";
import type { Rule } from "../rule";

const path = "publicUrl";
const highestPort = 65_535;

/** Whether browsers keep the cookies that the app sets at an address. */
function keepsCookies(publicUrl: string): boolean {
  return ["", new URL(publicUrl).hostname].includes(cookieDomainOf({ publicUrl }));
}

/** The address itself where people can sign in at it, else the same with the next port at which they can. */
function usableAddress(origin: string): string {
  const port = Number(new URL(origin).port);
  const others = [port + 1, port - 1].filter((other) => other > 0 && other <= highestPort);
  const candidates = others.map((other) => Object.assign(new URL(origin), { port: String(other) }).origin);
  return [origin, ...candidates].find(keepsCookies) ?? origin;
}

const asBrowsersWrite: Rule = {
  name: "the address is written as browsers write it",
  *check({ publicUrl }) {
    const { origin } = new URL(publicUrl);
    if (publicUrl !== origin) {
      yield {
        path,
        expected: origin,
        got: publicUrl,
        why: "browsers send that origin, and OpenOps compares it letter by letter",
        fix: setCommand(path, usableAddress(origin)),
      };
    }
  },
};

const cookiesAreKept: Rule = {
  name: "browsers keep the cookies that the app sets at the address",
  *check({ publicUrl }) {
    const { origin, hostname } = new URL(publicUrl);
    const domain = cookieDomainOf({ publicUrl: origin });
    // An address in another form is one fault, whose remedy heeds this rule.
    if (origin === publicUrl && !keepsCookies(origin)) {
      yield {
        path,
        expected: `a port that does not end with ${domain.slice(-1)}, as ${hostname} does, or none`,
        got: publicUrl,
        why: `OpenOps would set its cookies for the domain ${domain}, which is all that the host without and with the port have in common at their ends, and browsers drop those`,
        fix: setCommand(path, usableAddress(origin)),
      };
    }
  },
};

/** Rules about the address that people open. */
export const publicAddressRules: readonly Rule[] = [asBrowsersWrite, cookiesAreKept];
