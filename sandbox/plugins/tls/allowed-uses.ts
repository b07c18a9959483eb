import * as extensions from "../../x509/extensions";

/** By the names that the official plugin takes (not the camel case of its documentation), in RFC 5280's order. */
const keyUses = [
  "digital_signature",
  "content_commitment",
  "key_encipherment",
  "data_encipherment",
  "key_agreement",
  "cert_signing",
  "crl_signing",
  "encipher_only",
  "decipher_only",
];

const purposes: Readonly<Record<string, string>> = {
  any_extended: "2.5.29.37.0",
  server_auth: "1.3.6.1.5.5.7.3.1",
  client_auth: "1.3.6.1.5.5.7.3.2",
  code_signing: "1.3.6.1.5.5.7.3.3",
  email_protection: "1.3.6.1.5.5.7.3.4",
  ipsec_end_system: "1.3.6.1.5.5.7.3.5",
  ipsec_tunnel: "1.3.6.1.5.5.7.3.6",
  ipsec_user: "1.3.6.1.5.5.7.3.7",
  timestamping: "1.3.6.1.5.5.7.3.8",
  ocsp_signing: "1.3.6.1.5.5.7.3.9",
  microsoft_server_gated_crypto: "1.3.6.1.4.1.311.10.3.3",
  netscape_server_gated_crypto: "2.16.840.1.113730.4.1",
  microsoft_commercial_code_signing: "1.3.6.1.4.1.311.2.1.22",
  microsoft_kernel_code_signing: "1.3.6.1.4.1.311.61.1.1",
};

export const allowedUses: readonly string[] = [...keyUses, ...Object.keys(purposes)].sort();

/** The extensions for a list of allowed uses; one without entries is left out. */
export function useExtensions(uses: readonly string[]): readonly Buffer[] {
  const bits = keyUses.flatMap((use, bit) => (uses.includes(use) ? [bit] : []));
  const wanted = uses.flatMap((use) => purposes[use] ?? []);
  return [
    ...(bits.length === 0 ? [] : [extensions.keyUsage(bits)]),
    ...(wanted.length === 0 ? [] : [extensions.extendedKeyUsage(wanted)]),
  ];
}
