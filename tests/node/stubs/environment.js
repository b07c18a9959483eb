// What every stub of a Node.js service does with its environment before anything else.
const contract = require("./contract.json");

/** Names that hold secrets, by how all services spell them. */
const secretName = /PASSWORD|SECRET|_KEY$|SIGNING|REDIS_URL$|POSTGRES_URL$|TOKEN$/;

/** The environment of a service that keeps to its contract; ends the process otherwise. */
exports.environmentOf = (service) => {
  const { required, secrets } = contract[service];
  const missing = required.filter((name) => !process.env[name]);
  const empty = Object.keys(process.env).filter(
    (name) => name.startsWith("OPS_") && process.env[name] === "",
  );
  const foreign = Object.keys(process.env).filter((name) => secretName.test(name) && !secrets.includes(name));
  for (const [what, names] of Object.entries({ missing, empty, foreign })) {
    if (names.length > 0) {
      console.error(`${service}: ${what} in the environment: ${names.join(", ")}`);
      process.exit(1);
    }
  }
  if (!/^[A-Fa-z0-9]{32}$/.test(process.env.OPS_ENCRYPTION_KEY)) {
    console.error(`${service}: OPS_ENCRYPTION_KEY is no key`);
    process.exit(1);
  }
  return process.env;
};
