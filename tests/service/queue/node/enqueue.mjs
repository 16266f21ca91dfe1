// enqueue.mjs NODE_MODULES SOCKET QUEUE: a node-resque producer. Reads one job a line from stdin:
// {"class":…,"args":[…]}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [modules, socket, name] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { Queue } = require("node-resque");
const Redis = require("ioredis");

const redis = new Redis(socket);
const queue = new Queue({ connection: { redis, namespace: "resque" } }, {});
queue.on("error", (error) => {
  console.error(error);
  process.exit(1);
});

await queue.connect();
for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line);
  await queue.enqueue(name, job.class, job.args);
}
await queue.end();
await redis.quit();
