// The scenario in Node, with the script as the gateway serves it.
import {writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {runAll} from './scenario.mjs';

const given = JSON.parse(process.env.GIVEN);
const served = await (await fetch(given.api + '/client.js')).text();
const file = join(given.folder || tmpdir(), 'client.mjs');
writeFileSync(file, served);
const shown = await runAll(await import(pathToFileURL(file)), given, WebSocket);
for (const one of shown) console.log('shown: ' + one);
process.exit(0);
