export type PemBlock = { readonly label: string; readonly bytes: Buffer };

/** Writes bytes as PEM (RFC 7468), with a line break at the end. */
export function toPem({ label, bytes }: PemBlock): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** The first block of a PEM text; undefined where there is none. */
export function fromPem(text: string): PemBlock | undefined {
  const [, label, body] = /-----BEGIN ([A-Z0-9 ]+)-----([^]*?)-----END \1-----/.exec(text) ?? [];
  return label === undefined || body === undefined
    ? undefined
    : { label, bytes: Buffer.from(body, "base64") };
}
