import { KeyUsageFlags, type Extension } from "@peculiar/asn1-x509";

import * as extensions from "../../x509/extensions";

/** By the names that the official plugin takes (not the camel case of its documentation), in RFC 5280's order. */
const keyUses: Readonly<Record<string, KeyUsageFlags>> = {
  digital_signature: KeyUsageFlags.digitalSignature,
  content_commitment: KeyUsageFlags.nonRepudiation,
  key_encipherment: KeyUsageFlags.keyEncipherment,
  data_encipherment: KeyUsageFlags.dataEncipherment,
  key_agreement: KeyUsageFlags.keyAgreement,
  cert_signing: KeyUsageFlags.keyCertSign,
  crl_signing: KeyUsageFlags.cRLSign,
  encipher_only: KeyUsageFlags.encipherOnly,
  decipher_only: KeyUsageFlags.decipherOnly,
};

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

export const allowedUses: readonly string[] = [...Object.keys(keyUses), ...Object.keys(purposes)].sort();

/** The extensions for a list of allowed uses; one without entries is left out. */
export function useExtensions(uses: readonly string[]): readonly Extension[] {
  const flags = uses.reduce((sum, use) => sum | (keyUses[use] ?? 0), 0);
  const wanted = uses.flatMap((use) => purposes[use] ?? []);
  return [
    ...(flags === 0 ? [] : [extensions.keyUsage(flags)]),
    ...(wanted.length === 0 ? [] : [extensions.extendedKeyUsage(wanted)]),
  ];
}
