import { useState } from 'preact/hooks';
import { html, Action, Card, Chip, Facts, Field, Head, Loading, Time, Wrong, ZONE, num } from './ui.js';
import { ask, query } from './api.js';
import { useAction, useEvery, useLoad } from './load.js';
import { may } from './me.js';
import { List, usePage } from './list.js';
import { go } from './route.js';
import { draft, dropDraft, keepDraft, whenSent } from './drafts.js';
import { Curl, Name, Zones, at, duration, form, lasts, named, useOpen, withJson } from './parts.js';
import { ahead, useShift } from './time.js';
import { cronWords } from './cron.js';

const AT = '/console/broadcasts';
const LATE = {skip: 'are left out', once: 'are made up for, all by one', all: 'are made up for, each'};
/** What can be a topic of Live; what cannot is a mark on the messages of the topic broadcasts. */
const isTopic = (topic) => topic !== 'plain' && /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(topic);
const told = (topic) => topic === 'plain' ? 'every WebSocket client' : isTopic(topic) ? html`the topic <a href=${`/console/live/${topic}`}>${topic}</a>` : `listeners of broadcasts, as ${topic}`;
const LOOK = 5000;
const MINUTE = 60000;
/** Whether a tick ran before it was due, which only the time machine does; ticks of earlier versions do not say how far. */
const early = (tick) => Date.parse(tick.fireAt) - Date.parse(tick.firedAt) > MINUTE;
/** The day and what clocks of a zone show then; nothing where the browser does not know the zone. */
function clockIn(zone, at) {
  try {
    return ` (${new Date(at).toLocaleString('en-GB', {timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit'})} in ${zone})`;
  } catch {
    return '';
  }
}
function when(b) {
  if (b.every) return `every ${lasts(b.every)}`;
  const words = cronWords(b.cron);
  return words ? html`${words} (${b.zone}) <code class="muted">${b.cron}</code>` : `${b.cron} (${b.zone})`;
}

/** The field for a cron, with what it says in words while it is typed. */
function CronField({error, begin}) {
  const [text, type] = useState(begin);
  return html`<${Field} label="Cron" hint="minute, hour, day, month, weekday: 0 12 * * 1-5 is noon from Monday to Friday" error=${error}><input name="cron" required spellcheck="false" value=${text} onInput=${(e) => type(e.target.value)}/><small class="muted" role="status">${cronWords(text)}</small><//>`;
}
/** What is due is of the clock of schedules, which shows `now`. */
const columns = (now) => [
  ['Name', (b) => html`<a href=${`${AT}/${b.name}`}>${b.name}</a>`],
  ['Told to', (b) => told(b.topic)],
  ['When', (b) => when(b)],
  ['State', (b) => html`<${Chip} state=${b.enabled ? 'on' : 'off'}/>`],
  ['Next', (b) => now && b.next[0] < now ? 'now' : html`<${Time} at=${b.next[0]}/>`]];

/** The field for what it says, a text or JSON, with what is there already. */
function Says({plain, error, begin}) {
  const wrong = at(error, '/payload') ?? at(error, '/payload/text');
  return plain ? html`<${Field} label="Text" error=${wrong}><input name="text" required defaultValue=${begin}/><//>`
    : html`<${Field} label="Message" hint="a JSON object" error=${wrong}><textarea name="payload" required spellcheck="false">${begin}</textarea><//>`;
}

function NewBroadcast() {
  const [begun] = useState(() => draft() ?? {on: true});
  const typed = draft() ?? begun;
  const [what, say] = useState(begun.what ?? 'text');
  const [times, time] = useState(begun.times ?? 'every');
  const [whom, tell] = useState(begun.whom ?? 'all');
  const [busy, error, save] = useAction(async ({name, text, payload, every, cron, zone, topic, on}) => {
    const put = (message) => ask('PUT', `/v1/broadcasts/${encodeURIComponent(named(name))}`, {topic: whom === 'all' ? 'plain' : topic ?? '', payload: message, ...(times === 'every' ? {every: every && duration(every)} : {cron: cron ?? '', zone: zone ?? ''}), enabled: Boolean(on)}, {fresh: true});
    const done = whenSent();
    await (what === 'text' ? put({text}) : withJson(payload ?? '', '/payload', put));
    if (done()) go(`${AT}/${name}`);
  });
  const choice = (name, label, value, set, of) => html`<${Field} label=${label}><select name=${name} value=${value} onChange=${(e) => set(e.target.value)}>${Object.entries(of).map(([one, title]) => html`<option value=${one}>${title}</option>`)}</select><//>`;
  return html`<${Card} title="New broadcast" pad><form class="form" onInput=${keepDraft} onSubmit=${form(save)}><${Name} error=${at(error, 'name')} begin=${typed.name}/>
    ${choice('what', 'What it says', what, say, {text: 'a text', json: 'a message in JSON'})}
    <${Says} plain=${what === 'text'} error=${error} begin=${what === 'text' ? typed.text : typed.payload ?? '{"text": "Hello"}'}/>
    ${choice('whom', 'Told to', whom, tell, {all: 'every WebSocket client', topic: 'a topic'})}
    ${whom === 'topic' && html`<${Field} label="Topic" hint="such as orders.eu: a rule says who listens" error=${at(error, '/topic')}><input name="topic" defaultValue=${typed.topic} spellcheck="false" placeholder="orders.eu"/><//>`}
    ${choice('times', 'When', times, time, {every: 'every so often', cron: 'on a calendar (cron)'})}
    ${times === 'every' ? html`<${Field} label="Every, such as 10s, 1m or 1h" error=${at(error, '/every')}><input name="every" defaultValue=${typed.every ?? '1m'}/><//>` : html`<${CronField} error=${at(error, '/cron')} begin=${typed.cron ?? '0 9 * * 1-5'}/><${Field} label="Time zone" hint="such as Europe/Zurich" error=${at(error, '/zone')}><input name="zone" list="zones" defaultValue=${typed.zone ?? ZONE}/><//><${Zones}/>`}
    <label class="check"><input type="checkbox" name="on" defaultChecked=${begun.on}/> Switched on: else it runs by hand alone</label>
    <div class="actions"><button class="primary" disabled=${busy}>Create</button><a href=${AT} onClick=${dropDraft}>Close</a></div><${Wrong} error=${error?.status === 412 ? {message: 'There is a broadcast of this name: change that one.'} : error?.errors?.length ? null : error}/></form><//>`;
}

/** What a PUT has of one, as it is. */
const kept = ({topic, payload, every, cron, zone, misfire, maxAge, enabled}) => ({topic, payload, misfire, maxAge, enabled, ...(every ? {every} : {cron, zone})});

/** A duration of one unit as people type it. */
const short = (text) => text.replace(/^PT(\d+)([HMS])$/, (_, count, unit) => count + unit.toLowerCase());

/** Another text, or other times. Who has changed it meanwhile is not overwritten. */
function Change({of: b, path, done}) {
  const plain = Object.keys(b.payload).join() === 'text' && typeof b.payload.text === 'string';
  const [busy, error, save] = useAction(async ({text, payload, ...times}) => {
    if (times.every) times.every = duration(times.every);
    const put = (message) => ask('PUT', path, {...kept(b), ...times, payload: message}, {etag: `"v${b.version}"`});
    await (plain ? put({text}) : withJson(payload, '/payload', put));
    done();
  });
  const field = (name, label, hint) => html`<${Field} label=${label} hint=${hint} error=${at(error, `/${name}`)}><input name=${name} required defaultValue=${short(b[name])}/><//>`;
  return html`<${Card} title=${`Change ${b.name}`} pad><form class="form" onSubmit=${form(save)}><${Says} plain=${plain} error=${error} begin=${plain ? b.payload.text : JSON.stringify(b.payload, null, 2)}/>
    ${b.every ? field('every', 'Every', 'such as 10s, 1m or 1h') : [html`<${CronField} error=${at(error, '/cron')} begin=${b.cron}/>`, field('zone', 'Time zone')]}
    <div class="actions"><button class="primary" disabled=${busy}>Save</button><button type="button" onClick=${done}>Close</button></div><p class="small muted">The name, and to whom it is told, stay: another broadcast has others.</p><${Wrong} error=${error?.errors?.length ? null : error}/></form><//>`;
}

function OneBroadcast({name}) {
  const path = `/v1/broadcasts/${encodeURIComponent(name)}`;
  const one = useLoad(path);
  const [cursor, turn] = useState();
  const runs = useLoad(query(`${path}/history`, {limit: 20, cursor}), {keep: true});
  const open = useOpen();
  useEvery(LOOK, one.again);
  useEvery(LOOK, runs.again);
  const run = async () => { await ask('POST', `${path}/run`); runs.again(); };
  const [draft, change] = useState(); // as it was when the form was opened: a save over a later one is refused
  const changed = () => { change(undefined); one.again(); };
  const flip = (b) => async () => {
    await ask('PUT', path, {...kept(b), enabled: !b.enabled}, {etag: `"v${b.version}"`});
    one.again();
  };
  const remove = async () => { await ask('DELETE', path); go(AT); };
  return html`<${Head} above=${html`<a href=${AT}>Broadcasts</a>`} title=${name}><${Action} label="Run now" need="admin" primary run=${run} confirm=${html`Run ${name} now, beside its schedule? Whoever listens gets it at once. Who wants to see it arrive opens <a href="/console/live/broadcasts" target="_blank">the topic broadcasts</a> before.`}/>${one.data && may('admin') && html`<button aria-pressed=${Boolean(draft)} onClick=${() => change(draft ? undefined : one.data)}>Change</button>`}${one.data && html`<${Action} label=${one.data.enabled ? 'Switch off' : 'Switch on'} need="admin" run=${flip(one.data)}/>`}
      <${Action} label="Delete" danger need="admin" run=${remove} confirm=${`Delete the broadcast ${name}?`}/><//>
    ${draft && html`<${Change} of=${draft} path=${path} done=${changed}/>`}<div class="cols"><${Card} title="The broadcast" pad><${Loading} of=${one}>${(b) => html`<p class="small muted">What it says:</p><pre tabindex="0" aria-label="Payload">${JSON.stringify(b.payload, null, 2)}</pre><${Facts} of=${{State: html`<${Chip} state=${b.enabled ? 'on' : 'off'}/>`, When: when(b), Next: b.enabled ? html`<${Time} at=${b.next[0]}/>${b.cron && b.next[0] && clockIn(b.zone, b.next[0])}` : null, 'Told to': told(b.topic), Changed: (b.changedAt || b.changedBy) && html`${b.changedAt && html`<${Time} at=${b.changedAt}/> `}${b.changedBy && `by ${b.changedBy}`}`, 'Runs that were missed': LATE[b.misfire] ?? b.misfire,
        'Heard by': html`whoever listens to ${isTopic(b.topic) && html`<a href=${`/console/live/${b.topic}`}>${b.topic}</a>, where a rule lets somebody publish, and `}<a href="/console/live/broadcasts">the topic broadcasts</a>${b.topic === 'plain' && `, and every WebSocket client that chose no topic${open === undefined ? '' : `; ${num(open)} ${open === 1 ? 'connection is' : 'connections are'} open now, that of this page among them`}`}`}}/>
      <p class="small muted">To hear it in a terminal:</p><${Curl} method="GET" path="/v1/topics/broadcasts/stream" streams/>`}<//><//>
    <${Card} title="Last runs" side=${html`<span class="small muted">who hears a run is not counted</span>`}><${Loading} of=${runs}>${(data) => html`<ul class="rows">${data.items.map((tick) => html`<li><${Time} at=${tick.firedAt}/><div class="grow">${tick.said && html`<p><bdi>${tick.said}</bdi></p>`}<p class="small muted">${tick.manual ? `run by hand${tick.by ? ` by ${tick.by}` : ''}` : tick.ahead || early(tick) ? `by its schedule, whose clock was ahead${tick.ahead ? ` by ${ahead(tick.ahead)}` : ''}` : html`by its schedule, due <${Time} at=${tick.fireAt}/>`}</p></div></li>`)}
      ${data.items.length === 0 && html`<li class="muted">It has not run yet.</li>`}</ul>${(data.next || cursor) && html`<div class="pad actions">${cursor && html`<button onClick=${() => turn(undefined)}>Latest</button>`}${data.next && html`<button onClick=${() => turn(data.next)}>Earlier</button>`}</div>`}`}<//><//></div>`;
}

function AllBroadcasts({filters}) {
  const {new: making, ...asked} = filters;
  const page = usePage('broadcasts', asked);
  const {now} = useShift();
  useEvery(LOOK, page.again);
  return html`<${Head} title="Broadcasts" note="Messages on a schedule to live clients">${may('admin') && html`<a href=${`${AT}?new=1`}>New broadcast</a>`}<//>${making && html`<${NewBroadcast}/>`}
    <${List} label="Broadcasts" page=${page} columns=${columns(now)} at=${AT} filters=${asked}/>`;
}

const Broadcasts = ({id, filters}) => id ? html`<${OneBroadcast} key=${id} name=${decodeURIComponent(id)}/>` : html`<${AllBroadcasts} filters=${filters}/>`;

export const page = {path: 'broadcasts', title: 'Broadcasts', group: 'Work', key: 'b', view: Broadcasts, need: 'live:subscribe:broadcasts'};
