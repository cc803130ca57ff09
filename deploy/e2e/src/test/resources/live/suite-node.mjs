// The suite in Node: one line for each conversation that went wrong, then how many there were.
import {readFileSync} from 'node:fs';
import {runAll} from './suite.mjs';

const {cases, ...given} = JSON.parse(readFileSync(process.env.SUITE, 'utf8'));
const failures = await runAll(cases, {...given, WebSocket});
for (const failure of failures) console.log('FAILED ' + failure);
console.log(`held ${cases.length - failures.length} of ${cases.length}`);
process.exit(failures.length ? 1 : 0);
