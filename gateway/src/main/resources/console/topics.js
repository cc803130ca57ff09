// Live: topics by their rules; of one topic what it says, who listens, and a field to say something.
import { useRef, useState } from 'preact/hooks';
import { html, Action, Card, Chip, Field, Head, Wrong, num } from './ui.js';
import { ask, query } from './api.js';
import { useAction } from './load.js';
import { useKey } from './keyboard.js';
import { may } from './me.js';
import { List, usePage } from './list.js';
import { go } from './route.js';
import { Curl, at, form, lasts, useOpen } from './parts.js';
import { RuleForm, exact, ruleOf, spoken, useRules } from './rules.js';
import { Tail, useTail } from './tail.js';

const AT = '/console/live';
const PEOPLE = 50;
const EXAMPLE = {durable: true, presence: true, subscribe: ['reader'], publish: ['writer']};

function Publish({topic}) {
  const [text, type] = useState('{"hello": "world"}');
  const [unread, setUnread] = useState();
  const [told, tell] = useState('');
  const [busy, error, publish] = useAction(async ({id}) => {
    const {seq} = await ask('POST', `/v1/topics/${encodeURIComponent(topic)}/messages`, {data: JSON.parse(text), id});
    tell(seq ? `Stored as number ${seq}.` : 'Published; it is not kept.');
  });
  const check = (value) => {
    type(value);
    tell('');
    try { JSON.parse(value); setUnread(undefined); } catch (e) { setUnread(`This is not JSON: ${e.message}`); }
  };
  const wrong = unread ?? at(error, '/data');
  return html`<${Card} title="Publish" pad><form class="form" onSubmit=${form(publish)}>
    <${Field} label="Message" hint="JSON" error=${wrong}><textarea name="data" required spellcheck="false" aria-invalid=${wrong ? 'true' : null} value=${text} onInput=${(e) => check(e.target.value)}></textarea><//>
    <${Field} label="Id" hint="optional; the same id is stored once" error=${at(error, '/id')}><input name="id" spellcheck="false"/><//>
    <div class="actions"><button class="primary" disabled=${busy || Boolean(unread)}>Publish</button><span class="small muted" role="status">${told}</span></div>
    <${Wrong} error=${wrong || at(error, '/id') ? null : error}/></form><//>`;
}

function People({topic, rule, tail}) {
  const open = useOpen(!rule?.presence);
  const {people, nobody} = tail;
  if (rule?.presence) return html`<${Card} title="Who listens" side=${people && html`<b class="num">${people.count}</b>`}>${nobody ? html`<p class="empty wrong" role="alert">${nobody.message}</p>` : !people ? html`<p class="empty muted">Asking.</p>`
    : html`<ul class="rows" aria-label="Listeners">${people.users.slice(0, PEOPLE).map((id) => html`<li key=${id}><${Chip} state="online"/><a class="grow" href=${`/console/users/${id}`}><code>${id}</code></a></li>`)}
      ${people.users.length > PEOPLE && html`<li class="muted">and ${people.count - people.anonymous - PEOPLE} more</li>`}<li class="muted">${people.anonymous} by key; this page is one of them</li></ul>`}<//>`;
  return html`<${Card} title="Who listens" pad><p class="muted">${rule ? 'Who listens is not known: presence is off in the rule of this topic.' : 'Who listens is known only of topics whose rule has presence on.'}
    ${open !== undefined && ` Open connections in all, whatever they listen to: ${num(open)}.`}</p>${rule && may('admin') && html`<p><a href=${query(AT, {rule: rule.pattern})}>Change the rule</a></p>`}<//>`;
}

function Topic({topic, filters}) {
  const rules = useRules(may('admin'));
  const rule = rules ? ruleOf(topic, rules) : undefined;
  if (may('admin') && !rules) return html`<${Head} above=${html`<a href=${AT}>Live</a>`} title=${topic}/>`;
  return html`<${Head} above=${html`<a href=${AT}>Live</a>`} title=${topic} note=${rule ? `Rule ${rule.pattern}: ${spoken(rule)}` : may('admin') && 'No rule fits: nobody may listen or publish.'}/>
    ${may('admin') && !rule ? html`<${Card} title="Make a rule" pad><p class="muted">A topic exists by its rule. <a href=${query(AT, {rule: 'new', pattern: topic})}>Make one here</a>, or in a terminal:</p><${Curl} method="PUT" path=${`/v1/topic-rules/${topic}`} body=${EXAMPLE}/><//>` : html`<${Listening} topic=${topic} rule=${rule} oldest=${filters.since === '0'}/>`}`;
}

function Listening({topic, rule, oldest}) {
  const [held, hold] = useState(false);
  const tail = useTail(topic, {held, oldest, presence: Boolean(rule?.presence)});
  return html`<div class="cols"><${Tail} topic=${topic} tail=${tail} held=${held} hold=${hold}>${rule?.durable && html`<a href=${query(`${AT}/${topic}`, {since: oldest ? '' : '0'})}>${oldest ? 'From now on' : 'From the oldest'}</a>`}<//>
    <div class="stack"><${People} topic=${topic} rule=${rule} tail=${tail}/>${may(`live:publish:${topic}`) && (!rule || rule.publish.length > 0) && html`<${Publish} topic=${topic}/>`}</div></div>`;
}

const columns = (again) => [
  ['Pattern', (r) => exact(r.pattern) ? html`<a href=${`${AT}/${r.pattern}`}>${r.pattern}</a>` : html`<code>${r.pattern}</code>`],
  ['Whose', (r) => r.builtIn ? 'built in' : 'own'],
  ['May listen', (r) => r.subscribe.join(', ') || 'nobody'], ['May publish', (r) => r.publish.join(', ') || 'nobody'],
  ['Kept', (r) => r.durable ? `${num(r.history.count)} messages, ${lasts(r.history.age)}` : 'no'], ['Presence', (r) => r.presence ? 'yes' : 'no'], ['Slow listeners', (r) => r.policy, 'roomy'],
  ['Action', (r) => html`<div class="actions"><a href=${query(AT, {rule: r.pattern})}>Change</a>${!r.builtIn && html`<${Action} label="Delete" danger run=${async () => { await ask('DELETE', `/v1/topic-rules/${encodeURIComponent(r.pattern)}`); again(); }}
    confirm=${`Delete the rule ${r.pattern}? Who listens by it is cut off at once, and nobody may listen or publish there until another rule says so.`}/>`}</div>`]];

function Rules({filters}) {
  const {rule, pattern, ...asked} = filters;
  const page = usePage('live', asked);
  return html`${rule !== undefined && html`<${RuleForm} key=${rule} pattern=${rule === 'new' ? '' : rule} begin=${pattern} done=${() => { go(AT); page.again(); }}/>`}
    <${List} label="Rules of topics" page=${page} at=${AT} filters=${asked} columns=${columns(page.again)}/>
    ${page.data && !page.data.items.some((one) => !one.builtIn) && html`<${Card} title="A topic of your own" pad><p class="muted">A topic exists by its rule. <a href=${query(AT, {rule: 'new'})}>Make one here</a>, or in a terminal:</p><${Curl} method="PUT" path="/v1/topic-rules/orders.*" body=${EXAMPLE}/><//>`}`;
}

function Live({id, filters}) {
  const field = useRef();
  useKey('n', id || !may('admin') ? '' : 'New rule', () => go(query(AT, {rule: 'new'})));
  if (id) return html`<${Topic} key=${id} topic=${decodeURIComponent(id)} filters=${filters}/>`;
  return html`<${Head} title="Live" note="Topics by their rules; a topic shows what it says and who listens">${may('admin') && html`<a href=${query(AT, {rule: 'new'})}>New rule</a>`}<//>
    <form class="filters" onSubmit=${form(({topic}) => go(`${AT}/${encodeURIComponent(topic)}`))}><${Field} label="Topic"><input ref=${field} name="topic" required spellcheck="false" placeholder="emails"/><//><button>Listen</button></form>
    ${may('admin') && html`<${Rules} filters=${filters}/>`}`;
}

export const page = {path: 'live', title: 'Live', group: 'Run', key: 'l', view: Live, need: 'live:subscribe:'};
