// Listens with the client that the gateway serves, and prints what it hears, an object a line.
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const {API, KEY, KEPT, PASSING} = process.env;
const client = new URL('client.mjs', import.meta.url);
writeFileSync(fileURLToPath(client), await (await fetch(API + '/client.js')).text());
const {Live} = await import(client);

const print = (said) => process.stdout.write(JSON.stringify(said) + '\n');
const live = new Live(API.replace('http', 'ws') + '/ws', {
  token: () => KEY,
  transport: 'websocket',
  heartbeat: 5000,
  answer: 5000,
  retry: {first: 200, most: 3000},
});
for (const topic of [KEPT, PASSING]) {
  live.subscribe(topic, {
    message: (data, {seq}) => print({type: 'message', topic, seq, data}),
    gap: ({from, to}) => print({type: 'gap', topic, from, to}),
    refused: ({code}) => print({type: 'refused', topic, code}),
  }, topic === KEPT ? {since: 0} : undefined);
}
