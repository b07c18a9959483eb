import { IPv4, IPv6, parse } from "ipaddr.js";
import { z } from "zod";
import { quantityPattern } from "../../values/quantity";

/** A Kubernetes quantity of CPU or memory, as text. */
export const quantity = z
  .string("a Kubernetes quantity such as 500m or 512Mi")
  .regex(quantityPattern, "a Kubernetes quantity such as 500m or 512Mi");

/** A count of at least `minimum`. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  const text =
    maximum === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${minimum}`
      : `a whole number from ${minimum} to ${maximum}`;
  return z.int(text).min(minimum, text).max(maximum, text);
}

/** Text of a form, with its words for people. */
export function matching(pattern: RegExp, expected: string) {
  return z.string(expected).regex(pattern, expected);
}

/** Yes or no. */
export const yesOrNo = z.boolean("true or false");

/** Text that is not empty: an empty variable counts as set, which switches features of OpenOps on. */
export const text = z.string("text").min(1, "text that is not empty");

/** A role of Postgres, as servers of clouds name them too. */
export const databaseRole = text.regex(/^[A-Za-z_][-A-Za-z0-9_.@]{0,62}$/, "the name of a Postgres role");

/** A port that a server listens on. */
export const tcpPort = wholeNumber(1, 65535);

const dnsLabelText = "a DNS label: lower-case letters, digits and hyphens, at most 63 characters";

/** A name in Kubernetes that also is a DNS label. */
export const dnsLabel = z.string(dnsLabelText).regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, dnsLabelText);

/** One part of a host name: at most 63 letters, digits and, between them, hyphens. */
const hostLabel = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

/** An origin: scheme, host and perhaps a port, no path and no trailing slash, since OpenOps appends paths to it. */
export const originPattern = new RegExp(`^https?://${hostLabel}(\\.${hostLabel})*(:[1-9]\\d{0,4})?$`);
export const originText = "an origin such as https://openops.example.com, without a path or a trailing slash";
export const origin = z
  .string(originText)
  // One fault is told once: what has not the form of an origin is not looked at as a URL.
  .regex(originPattern, { error: originText, abort: true })
  // What looks like an address and is none, or a port above 65535, is no URL.
  .refine((url) => URL.canParse(url), originText);

/** OpenOps compares e-mail addresses in lower case. */
const emailText = "an e-mail address in lower case";
export const email = z.string(emailText).regex(/^[^@\sA-Z]+@[^@\sA-Z]+\.[^@\sA-Z]+$/, emailText);

/**
 * Whether an API server takes a range, or an address, in a NetworkPolicy. From Kubernetes 1.36 on it refuses bits
 * beyond the prefix, and IPv4 addresses in the form of IPv6.
 */
function isStrict(text: string): boolean {
  const [address = "", prefix] = text.split("/");
  const parsed = parse(address);
  if (parsed instanceof IPv6 && parsed.isIPv4MappedAddress()) {
    return false;
  }
  const form = parsed instanceof IPv6 ? IPv6 : IPv4;
  return (
    prefix === undefined ||
    form.networkAddressFromCIDR(text).toNormalizedString() === parsed.toNormalizedString()
  );
}

/** The forms of an address range; the same text says what is wrong with each. */
function ranges(text: string) {
  return [
    z.cidrv4({ abort: true, error: text }).refine(isStrict, text),
    z.cidrv6({ abort: true, error: text }).refine(isStrict, text),
  ] as const;
}

/** An address range in CIDR notation. */
const cidrText = "an address range such as 10.20.0.0/16, without bits beyond its prefix";
export const cidr = z.union(ranges(cidrText), cidrText);

/** One address, or a range in CIDR notation. */
const addressText =
  "an address such as 10.96.0.10, or an address range such as 10.20.0.0/16, without bits beyond its prefix";
export const addressOrRange = z.union(
  [
    z.ipv4({ abort: true, error: addressText }),
    z.ipv6({ abort: true, error: addressText }).refine(isStrict, addressText),
    ...ranges(addressText),
  ],
  addressText,
);

/** Tags in a cloud: what both AWS and Azure take; Google Cloud takes less. */
const tagText = "letters, digits, spaces and the characters _ . : = + - @";
export const tags = z.record(
  matching(/^[A-Za-z0-9 _.:=+@-]{1,128}$/, `a name of 1 to 128 ${tagText}`),
  matching(/^[A-Za-z0-9 _.:/=+@-]{0,256}$/, `at most 256 ${tagText} /`),
  "a map of names to texts",
);

/** The form of names in Kubernetes that may have dots: parts of DNS labels. */
const dnsSubdomain = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

/** The name of an object that need not be a DNS label, such as a storage class or a Secret that others made. */
const objectNameText = "a name of at most 253 lower-case letters, digits, hyphens and dots";
export const objectName = matching(new RegExp(`^${dnsSubdomain}$`), objectNameText).max(253, objectNameText);

/** The name of a label or an annotation. */
export const qualifiedName = matching(
  new RegExp(`^(${dnsSubdomain}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`),
  "a name such as team or example.com/team, at most 63 characters after the slash",
);

/** The value of a label. */
export const labelValue = matching(
  /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
  "at most 63 letters, digits, hyphens, underscores or dots, a letter or digit at both ends",
);

/** Labels of objects, or that objects must have. */
export const labels = z.record(qualifiedName, labelValue, "a map of label names to values");

/** Annotations of objects. */
export const annotations = z.record(qualifiedName, z.string("text"), "a map of annotation names to texts");

/** Environment variables that a user adds to a service, beside the ones its declaration sets. */
const variableName = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "a variable name in upper case");
export const environmentVariables = z.record(variableName, text, "a map of variable names to texts");

/** The logical database of the app, on every kind of server. */
export const databaseName = text
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, "a Postgres name: lower-case letters, digits and underscores")
  .default("openops")
  .describe("Name of the app's database.");

/** The major version of Postgres on a server that a cloud makes. */
export const postgresVersion = matching(/^1[4-9]$/, "a major version such as 17")
  .default("17")
  .describe("Major version. It can be raised, not lowered.");

/** When a cloud makes changes that interrupt, where it asks for a day and an hour. */
export const maintenance = z
  .strictObject({
    day: z.enum(["sun", "mon", "tue", "wed", "thu", "fri", "sat"]).default("sun"),
    hour: wholeNumber(0, 23).default(4).describe("Hour in UTC."),
  })
  .prefault({})
  .describe("When changes that interrupt are made.");

/** Days of which a cloud keeps backups and can restore any moment. */
export const backupRetentionDays = wholeNumber(7, 35)
  .default(7)
  .describe("How long backups are kept; any moment of that time can be restored.");

/** A host by name or address. */
const hostText = "a host name or address, without a scheme or a port";
export const host = z.string(hostText).regex(/^[A-Za-z0-9]([-A-Za-z0-9.:]*[A-Za-z0-9])?$/, hostText);

/** A time of day with its end, in UTC, as the clouds take maintenance windows. */
const dayWindowText = "a time of day such as 02:00-03:00";
export const dayWindow = z
  .string(dayWindowText)
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, dayWindowText);

/** A time of the week with its end, in UTC. */
const weekWindowText = "a time of the week such as sun:04:00-sun:05:00";
const weekTime = "(mon|tue|wed|thu|fri|sat|sun):([01]\\d|2[0-3]):[0-5]\\d";
export const weekWindow = z
  .string(weekWindowText)
  .regex(new RegExp(`^${weekTime}-${weekTime}$`), weekWindowText);
