/**
 * Values that were published as examples or defaults of OpenOps, its Helm chart, Superset or Baserow:
 * whoever reads those can sign sessions of a stack that uses them (CVE-2023-27524).
 */
export const publishedValues: ReadonlySet<string> = new Set([
  "thisISaSECRET_1234",
  "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
  "\x02\x01thisismyscretkey\x01\x02\\e\\y\\y\\h",
  "TEST_NON_DEV_SECRET",
  "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
  "please-change-this-password-1",
  "changeme",
  "password",
  "postgres",
  "openops",
]);
