// Events that a consumer would not take: they wait here for a person, and those after them go on.
import { html, Action, Head, Time, num } from './ui.js';
import { ask } from './api.js';
import { useEvery } from './load.js';
import { List, usePage } from './list.js';

const AT = '/console/parked';
const LOOK = 5000;

function Parked({filters}) {
  const page = usePage('parked', filters);
  useEvery(LOOK, page.again);
  const act = (method, path) => async () => { await ask(method, `/v1/parked-events/${path}`); page.again(); };
  const columns = [['Event', (e) => html`<b>${e.type}</b>`], ['Of', (e) => html`<code>${e.subject}</code>`], ['Service', (e) => e.service], ['Why', (e) => e.reason ?? '–', 'whole'], ['Attempts', (e) => num(e.attempts), 'right num'], ['Parked', (e) => html`<${Time} at=${e.parkedAt}/>`],
    ['Action', (e) => html`<div class="actions"><${Action} label="Try again" run=${act('POST', `${e.id}/retry`)}/><${Action} label="Drop" danger run=${act('DELETE', e.id)} confirm=${`Drop this event (${e.type}) for good? Nobody will hear of it.`}/></div>`]];
  return html`<${Head} title="Parked events" note="What a consumer refused for good, or could not take in ten attempts"/>
    <${List} label="Parked events" page=${page} columns=${columns} at=${AT} filters=${filters} empty=${html`<p class="muted">Nothing is parked: every event was taken.</p>`}/>`;
}

export const page = {path: 'parked', title: 'Parked events', group: 'Run', view: Parked, need: 'admin'};
