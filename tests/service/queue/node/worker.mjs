// worker.mjs NODE_MODULES SOCKET QUEUE [FAILING-CLASS] [stay]: a node-resque worker that works a queue off
// and ends when it is empty, or with `stay` on SIGTERM. One line of JSON on stdout a job done: {"class":…,"args":[…]}.
import { createRequire } from "node:module";

const [modules, socket, queue, failing, stay] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { Worker } = require("node-resque");
const Redis = require("ioredis");

const jobs = Object.fromEntries(
  ["RefreshSite", "Alexa::Load", "Mail::Digest"].map((name) => [
    name,
    async (...args) => {
      if (name === failing) throw new Error(`${name} cannot work today`);
      console.log(JSON.stringify({ class: name, args }));
    },
  ]),
);

const redis = new Redis(socket);
const worker = new Worker({ connection: { redis, namespace: "resque" }, queues: [queue], timeout: 50 }, jobs);
worker.on("error", (error) => {
  console.error(error);
  process.exit(1);
});

const end = async () => {
  await worker.end();
  await redis.quit();
};

await worker.connect();
if (stay) process.on("SIGTERM", end);
else worker.on("pause", end);
await worker.start();
