// steady.mjs NODE_MODULES SOCKET QUEUE PIDFILE: a node-resque worker that goes on until TERM. HUP lets
// it rest after the job in hand, USR2 lets it go on. A job that is done leaves one line in the list
// "done"; while the key "failing" is there every third fails; one of class Hang never ends.
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";

const [modules, socket, queue, pidfile] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { Worker } = require("node-resque");
const Redis = require("ioredis");

const redis = new Redis(socket);
const jobs = {
  RefreshSite: async (number) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (number % 3 === 0 && (await redis.exists("failing"))) throw new Error(`${number} can't be refreshed`);
    await redis.rpush("done", `RefreshSite ${number}`);
  },
  Hang: async () => {
    await new Promise(() => setInterval(() => {}, 1000));
  },
};

let worker;
let turn = Promise.resolve();
const next = (step) => {
  turn = turn.then(step).catch((error) => {
    console.error(error);
    process.exit(1);
  });
};
const work = async () => {
  worker = new Worker({ connection: { redis, namespace: "resque" }, queues: [queue], timeout: 20 }, jobs);
  worker.on("error", (error) => {
    console.error(error);
    process.exit(1);
  });
  await worker.connect();
  await worker.start();
};
const rest = () => worker.end();

process.on("SIGHUP", () => next(rest));
process.on("SIGUSR2", () => next(work));
process.on("SIGTERM", () =>
  next(async () => {
    await rest();
    await redis.quit();
    process.exit(0);
  }),
);
next(work);
next(() => writeFileSync(pidfile, String(process.pid)));
