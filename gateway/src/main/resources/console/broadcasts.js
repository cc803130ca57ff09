import { useRef } from 'preact/hooks';
import { html, Action, Card, Chip, Field, Head, Loading, Time, Wrong } from './ui.js';
import { ask } from './api.js';
import { useAction, useLoad } from './load.js';
import { List, usePage } from './list.js';
import { go } from './route.js';

const AT = '/console/broadcasts';
const COLUMNS = [
  ['Name', (b) => html`<a href=${`${AT}/${b.name}`}>${b.name}</a>`],
  ['Topic', (b) => b.topic],
  ['When', (b) => b.every ?? `${b.cron} (${b.zone})`],
  ['State', (b) => html`<${Chip} state=${b.enabled ? 'on' : 'off'}/>`],
  ['Next', (b) => html`<${Time} at=${b.next[0]}/>`]];

function NewBroadcast() {
  const form = useRef();
  const [busy, error, save] = useAction(async () => {
    const given = Object.fromEntries(new FormData(form.current));
    await ask('PUT', `/v1/broadcasts/${encodeURIComponent(given.name)}`, {topic: 'plain', payload: {text: given.text}, every: given.every});
    go(`${AT}/${given.name}`);
  });
  return html`<${Card} title="New broadcast" pad><form class="form" ref=${form} onSubmit=${(e) => { e.preventDefault(); save(); }}><${Field} label="Name"><input name="name" required/><//>
    <${Field} label="Text that all plain clients hear"><input name="text" required/><//><${Field} label="Every, such as 1m or PT1M"><input name="every" required defaultValue="1m"/><//>
    <div class="actions"><button class="primary" disabled=${busy}>Make</button></div><${Wrong} error=${error}/></form><//>`;
}

function OneBroadcast({name}) {
  const one = useLoad(`/v1/broadcasts/${encodeURIComponent(name)}`);
  const runs = useLoad(`/v1/broadcasts/${encodeURIComponent(name)}/history?limit=20`);
  const run = async () => { await ask('POST', `/v1/broadcasts/${encodeURIComponent(name)}/run`); runs.again(); };
  return html`<${Head} above=${html`<a href=${AT}>Broadcasts</a>`} title=${name}><${Action} label="Run now" primary run=${run} confirm=${`Run ${name} now, beside its schedule?`}/><//>
    <div class="cols"><${Card} title="What it says" pad><${Loading} of=${one}>${(b) => html`<pre tabindex="0" aria-label="Broadcast">${JSON.stringify(b, null, 2)}</pre>`}<//><//>
    <${Card} title="Last runs"><${Loading} of=${runs}>${(data) => html`<ul class="rows">${data.items.map((tick) => html`<li><${Time} at=${tick.firedAt}/><span class="small muted">was due <${Time} at=${tick.fireAt}/></span></li>`)}</ul>`}<//><//></div>`;
}

function Broadcasts({id, filters}) {
  const {new: making, ...asked} = filters;
  const page = usePage('/v1/broadcasts', asked);
  if (id) return html`<${OneBroadcast} key=${id} name=${decodeURIComponent(id)}/>`;
  return html`<${Head} title="Broadcasts" note="Messages on a schedule to live clients"><a href=${`${AT}?new=1`}>New broadcast</a><//>${making && html`<${NewBroadcast}/>`}
    <${List} label="Broadcasts" page=${page} columns=${COLUMNS} at=${AT} filters=${asked}/>`;
}

export const page = {path: 'broadcasts', title: 'Broadcasts', group: 'Work', key: 'b', view: Broadcasts};
