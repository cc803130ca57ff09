// graphile-worker as its users have it, driven by lines on the standard input; each is answered by a line of JSON.
// Its fast settings: a local queue, completions in batches. Jobs do nothing.
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import pg from 'pg';
import worker from 'graphile-worker';

const JOB = 'bench_mail';
const AT_ONCE = 1000;
const payload = { to: 'bench@carillon.test', subject: 'Bench', text: 'x'.repeat(900) };
const pool = new pg.Pool({ connectionString: process.env.PEER_PG_URL, max: 10 });
pool.on('error', (e) => console.error(e));
pool.on('connect', (client) => client.on('error', (e) => console.error(e)));
const logger = new worker.Logger(() => () => {});
const events = new EventEmitter();
events.setMaxListeners(0);
const preset = {
  worker: {
    concurrentJobs: 64,
    localQueue: { size: 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
    pollInterval: 200,
  },
};

let executed = 0;
let enough = Infinity;
let reached = () => {};
const waiting = new Map(); // by number: when it was asked for, and what to call

const taskList = {
  [JOB]: async (given) => {
    const one = waiting.get(given.n);
    if (one) {
      one.pickup = performance.now() - one.began;
    }
  },
};

events.on('job:complete', ({ job }) => {
  executed++;
  const one = waiting.get(job.payload.n);
  if (one) {
    waiting.delete(job.payload.n);
    one.done(one.pickup);
  }
  if (executed >= enough) {
    reached();
  }
});

async function left() {
  const { rows } = await pool.query('select count(*)::int as n from graphile_worker._private_jobs');
  return rows[0].n;
}

/** A completion is committed after its event: all of them, when nothing is left. */
async function awaitEmpty() {
  while ((await left()) > 0) {
    await new Promise((next) => setTimeout(next, 5));
  }
}

const start = () => worker.run({ pgPool: pool, preset, taskList, logger, events, noHandleSignals: true });

const commands = {
  async clear() {
    await pool.query('truncate graphile_worker._private_jobs');
    return {};
  },

  async preload(mails) {
    const utils = await worker.makeWorkerUtils({ pgPool: pool, preset, logger });
    for (let i = 0; i < mails; i += AT_ONCE) {
      const jobs = Array.from({ length: Math.min(AT_ONCE, mails - i) }, () => ({ identifier: JOB, payload }));
      await utils.addJobs(jobs);
    }
    return {};
  },

  async drain(mails) {
    executed = 0;
    enough = mails;
    const all = new Promise((done) => (reached = done));
    const began = performance.now();
    const runner = await start();
    await all;
    await awaitEmpty();
    const took = performance.now() - began;
    await runner.stop();
    return { mails: executed, millis: took };
  },

  async live(callers, seconds) {
    executed = 0;
    enough = Infinity;
    const runner = await start();
    const pickups = [];
    const began = performance.now();
    const end = began + seconds * 1000;
    let n = 0;
    const caller = async () => {
      while (performance.now() < end) {
        const number = n++;
        const settled = new Promise((done) => waiting.set(number, { began: performance.now(), pickup: 0, done }));
        await runner.addJob(JOB, { ...payload, n: number });
        pickups.push(await settled);
      }
    };
    await Promise.all(Array.from({ length: callers }, caller));
    await awaitEmpty();
    const took = performance.now() - began;
    await runner.stop();
    pickups.sort((a, b) => a - b);
    const at = (share) => pickups[Math.floor(pickups.length * share)] ?? 0;
    return { mails: executed, millis: took, p50: at(0.5), p99: at(0.99) };
  },
};

const utils = await worker.makeWorkerUtils({ pgPool: pool, preset, logger });
await utils.migrate();
console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...numbers] = line.split(' ');
  if (command === 'end') {
    break;
  }
  try {
    console.log(JSON.stringify(await commands[command](...numbers.map(Number))));
  } catch (e) {
    console.log(JSON.stringify({ error: String(e) }));
  }
}
await pool.end();
process.exit(0);
