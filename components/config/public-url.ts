import { z } from "zod";
import { originPattern, originText } from "./fields/fields";

const longestHost = 253;

/** Forms that people write and that no browser signs in at, with the reason; the first that fits is named. */
const refusedForms: readonly { readonly form: RegExp; readonly expected: string }[] = [
  {
    form: /\[/,
    expected:
      "an origin with a host name or an IPv4 address, since OpenOps cannot set cookies for an IPv6 address",
  },
  {
    form: /[^ -~]/,
    expected:
      "an origin with the host in ASCII, such as https://xn--bcher-kva.example, since OpenOps cannot set cookies for another one",
  },
  {
    form: /_/,
    expected: "an origin without an underscore, since OpenOps cannot set cookies for a host with one",
  },
  {
    form: /\.(:\d+)?\/?$/,
    expected: "an origin without a dot after the host, since OpenOps cannot set cookies for a host with one",
  },
  { form: /[A-Z]/, expected: "an origin in lower case, since browsers send it so and OpenOps compares it" },
];

function expectedOf(input: unknown): string {
  return (
    refusedForms.find(({ form }) => typeof input === "string" && form.test(input))?.expected ?? originText
  );
}

/** The origin that people open: the app sets cookies for its host, so that has to be a name or an IPv4 address. */
export const publicUrl = z
  .string(originText)
  .regex(originPattern, { error: ({ input }) => expectedOf(input), abort: true })
  .refine((url) => URL.canParse(url), { error: originText, abort: true })
  .refine(
    (url) => new URL(url).hostname.length <= longestHost,
    `an origin whose host has at most ${longestHost} characters, since DNS takes no longer one`,
  );
