// hang.mjs NODE_MODULES SOCKET QUEUE NAME: a node-resque worker that takes one job and never ends it.
// Writes "working" on stdout when it has the job in hand.
import { createRequire } from "node:module";

const [modules, socket, queue, name] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { Worker } = require("node-resque");
const Redis = require("ioredis");

const forever = async () => {
  console.log("working");
  await new Promise(() => setInterval(() => {}, 1000));
};
const jobs = Object.fromEntries(["RefreshSite", "Alexa::Load", "Mail::Digest"].map((name) => [name, forever]));

const redis = new Redis(socket);
const options = { connection: { redis, namespace: "resque" }, queues: [queue], timeout: 50 };
const worker = new Worker(name ? { ...options, name } : options, jobs);
worker.on("error", (error) => {
  console.error(error);
  process.exit(1);
});

await worker.connect();
await worker.start();
