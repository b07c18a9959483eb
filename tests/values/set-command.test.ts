import { setCommand } from "../../components/values/fault";

test.each([
  ["database.storage.sizeGi", "pulumi config set --path 'openops:database.storage.sizeGi' VALUE"],
  ["version", "pulumi config set openops:version VALUE"],
  // Of these Pulumi's CLI takes a value for a secret, and refuses it in clear.
  ["images.pullSecrets[0]", "pulumi config set --plaintext --path 'openops:images.pullSecrets[0]' VALUE"],
  ["database.passwordFrom", "pulumi config set --plaintext --path 'openops:database.passwordFrom' VALUE"],
])("the command that sets %s is one that Pulumi takes", (path, command) => {
  expect(setCommand(path)).toBe(command);
});
