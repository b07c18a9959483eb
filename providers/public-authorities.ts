import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";

/**
 * Certificates of public authorities in PEM form, from the list that Node.js brings. The images' own
 * lists differ and age, so every client gets them as a file.
 *
 * @param names common names of the authorities; default: all
 * @throws Error where the list has none of a name
 */
export function publicAuthorities(names?: readonly string[]): string {
  if (names === undefined) {
    return `${rootCertificates.join("\n")}\n`;
  }
  const chosen = names.map((name) => {
    const found = rootCertificates.find((pem) => commonName(pem) === name);
    if (found === undefined) {
      throw new Error(`This release of Node.js does not know the authority ${name}`);
    }
    return found;
  });
  return `${chosen.join("\n")}\n`;
}

function commonName(pem: string): string | undefined {
  return /^CN=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1];
}
