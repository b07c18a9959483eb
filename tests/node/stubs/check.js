// `node SERVICE.js check` ends once the stores have answered the service's own clients, or says why one has not.
const { setTimeout: sleep } = require("node:timers/promises");

const longestMs = 5000;

exports.isCheck = process.argv[2] === "check";

/** Asks each store once; a client of Redis goes on trying, and has told of each failure by then. */
exports.checkStores = async (redis, database) => {
  await database?.query("SELECT 1");
  const late = sleep(longestMs).then(() => Promise.reject(new Error("the cache does not answer")));
  await Promise.race([redis.ping(), late]);
  console.log("connected");
  process.exit(0);
};
