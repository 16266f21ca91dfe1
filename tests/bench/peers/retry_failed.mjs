// retry_failed.mjs NODE_MODULES SOCKET: puts back all of `failed` by node-resque's own call, as its manual
// does; says how many seconds it took, without Node's start.
import { createRequire } from "node:module";

const [modules, socket] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { Queue } = require("node-resque");
const Redis = require("ioredis");

const redis = new Redis(socket);
const queue = new Queue({ connection: { redis, namespace: "resque" } }, {});
await queue.connect();
const began = process.hrtime.bigint();
for (const job of await queue.failed(0, -1)) await queue.retryAndRemoveFailed(job);
console.log(Number(process.hrtime.bigint() - began) / 1e9);
await queue.end();
await redis.quit();
