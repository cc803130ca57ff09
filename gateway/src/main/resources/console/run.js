// What an operator looks at: what holds mail, live topics, tasks, the cluster, keys.
import { useState } from 'preact/hooks';
import { html, Action, Card, Chip, Field, Head, Loading, Rows, Time, Wrong, span } from './ui.js';
import { ask } from './api.js';
import { useAction, useEvery, useLoad } from './load.js';
import { useTopic } from './live.js';
import { List, usePage } from './list.js';

const form = (run) => (e) => { e.preventDefault(); run(Object.fromEntries(new FormData(e.target))); };

function Holds() {
  const windows = useLoad('/v1/windows');
  const pauses = useLoad('/v1/pauses');
  const servers = useLoad('/v1/servers');
  const throttles = useLoad('/v1/throttles');
  const close = (id) => async () => { await ask('POST', `/v1/windows/${id}/close`); windows.again(); };
  return html`<${Head} title="Holds" note="What keeps mail back, and until when"/>
    <${Card} title="Windows"><${Loading} of=${windows}>${(data) => html`<${Rows} label="Windows" items=${data.windows} empty=${html`<p class="muted">No window is open.</p>`} columns=${[['Key', (w) => w.key], ['Recipient', (w) => w.recipient],
      ['Mails', (w) => w.mails, 'right num'], ['Closes', (w) => html`<${Time} at=${w.closesAt}/>`], ['Action', (w) => html`<${Action} label="Close now" run=${close(w.id)}/>`]]}/>`}<//><//>
    <${Card} title="SMTP servers"><${Loading} of=${servers}>${(data) => html`<${Rows} label="Servers" items=${data.items} columns=${[['Server', (s) => s.name], ['State', (s) => html`<${Chip} state=${s.paused ? 'paused' : 'up'}/>`], ['Limit', (s) => s.limit ? `${s.limit} per ${s.per}` : '–'], ['Reason', (s) => s.reason ?? '–']]}/>`}<//><//>
    <${Card} title="Pauses"><${Loading} of=${pauses}>${(data) => html`<${Rows} label="Pauses" items=${data.items} empty=${html`<p class="muted">Nothing is paused.</p>`} columns=${[['Template', (p) => p.template ?? 'all mail'], ['Since', (p) => html`<${Time} at=${p.since ?? p.at ?? p.createdAt}/>`]]}/>`}<//><//>
    <${Card} title="Throttles"><${Loading} of=${throttles}>${(data) => html`<${Rows} label="Throttles" items=${data.items} empty=${html`<p class="muted">Nothing is throttled.</p>`} columns=${[['Name', (t) => t.name], ['Limit', (t) => `${t.limit} within ${t.within}`], ['Template', (t) => t.template ?? 'all']]}/>`}<//><//>`;
}

function LiveTopics() {
  const rules = usePage('/v1/topic-rules', {}, {limit: 200});
  const [topic, listen] = useState('');
  const [heard, hear] = useState([]);
  const [error, fail] = useState();
  useTopic(topic, (data) => hear((before) => [{at: new Date().toISOString(), text: JSON.stringify(data)}, ...before].slice(0, 50)));
  const publish = async ({to, data}) => {
    try {
      await ask('POST', `/v1/topics/${encodeURIComponent(to)}/messages`, {data: JSON.parse(data)});
      fail(undefined);
    } catch (e) {
      fail(e);
    }
  };
  return html`<${Head} title="Live" note="Topics by their rules; what one says is heard here"/>
    <div class="cols"><${Card} title=${topic ? `Heard on ${topic}` : 'Listen'} pad><form class="filters" onSubmit=${form(({name}) => { hear([]); listen(name.trim()); })}><${Field} label="Topic"><input name="name" required defaultValue="users.changed"/><//><button>Listen</button></form>
      <ul class="rows tail" aria-label="Messages">${heard.map((m) => html`<li><${Time} at=${m.at}/><code class="grow">${m.text}</code></li>`)}</ul><//>
      <${Card} title="Publish" pad><form class="form" onSubmit=${form(publish)}><${Field} label="Topic"><input name="to" required/><//><${Field} label="Data" hint="JSON"><textarea name="data" required>{"hello":"world"}</textarea><//>
        <div class="actions"><button class="primary">Publish</button></div><${Wrong} error=${error}/></form><//></div>
    <${List} label="Rules of topics" page=${rules} at="/console/live" columns=${[['Pattern', (r) => r.pattern], ['Durable', (r) => r.durable ? 'yes' : 'no'], ['May subscribe', (r) => r.subscribe.join(', ') || '–'], ['May publish', (r) => r.publish.join(', ') || '–'], ['Slow readers', (r) => r.policy]]}/>`;
}

function Tasks() {
  const page = usePage('/v1/tasks', {}, {limit: 100});
  useEvery(2000, page.again);
  const cancel = (id) => async () => { await ask('DELETE', `/v1/tasks/${id}`); page.again(); };
  return html`<${Head} title="Tasks" note="Background work of all nodes, and what it waits for"/><${List} label="Tasks" page=${page} at="/console/tasks" empty=${html`<p class="muted">Nothing runs in the background.</p>`}
    columns=${[['Name', (t) => t.name], ['Owner', (t) => t.owner], ['State', (t) => html`<${Chip} state=${t.state}/>`], ['Waits for', (t) => (t.waitsFor ?? []).join(', ') || '–'], ['Node', (t) => t.node], ['Age', (t) => span(t.ageMillis), 'right num'],
      ['Action', (t) => t.cancellable && html`<${Action} label="Cancel" run=${cancel(t.id)}/>`]]}/>`;
}

function Cluster() {
  const cluster = useLoad('/v1/cluster');
  useEvery(2000, cluster.again);
  return html`<${Head} title="Cluster" note="Who reaches whom"/><${Loading} of=${cluster}>${(c) => html`
    <section class="card pad" aria-label="State"><${Chip} state=${c.whole ? 'up' : 'down'}/> ${c.whole ? 'The cluster is whole.' : c.troubles.map((t) => html`<p class="wrong">${t}</p>`)}</section>
    <${Card} title="Nodes"><${Rows} label="Nodes" items=${c.nodes} columns=${[['Name', (n) => n.name], ['Services', (n) => (n.services ?? []).join(', ')], ['State', (n) => html`<${Chip} state=${n.answers && n.ready ? 'up' : 'down'}/>`], ['Version', (n) => n.version ?? '–'], ['Since', (n) => html`<${Time} at=${n.startedAt}/>`]]}/><//>
    ${c.links.length > 0 && html`<${Card} title="Links"><${Rows} label="Links" items=${c.links.map((l) => ({...l, id: `${l.from} ${l.to}`}))} columns=${[['From', (l) => l.from], ['To', (l) => l.to], ['State', (l) => html`<${Chip} state=${l.ok ? 'up' : 'down'}/>`], ['There and back', (l) => span(l.latencyMillis ?? 0), 'right num']]}/><//>`}`}<//>`;
}

function Keys({filters}) {
  const page = usePage('/v1/keys', filters);
  const [made, show] = useState();
  const [busy, error, make] = useAction(async ({name, role}) => { show(await ask('POST', '/v1/keys', {name, role})); page.again(); });
  const revoke = (name) => async () => { await ask('DELETE', `/v1/keys/${name}`); page.again(); };
  return html`<${Head} title="Keys" note="Those of the table; a key file has its own"/>
    <${Card} title="Make a key" pad><form class="filters" onSubmit=${form(make)}><${Field} label="Name"><input name="name" required/><//><${Field} label="Role"><select name="role"><option>reader</option><option>writer</option><option>admin</option></select><//><button disabled=${busy}>Make</button></form><${Wrong} error=${error}/>
      ${made && html`<p role="status">Shown this once: <code>${made.key}</code></p>`}<//>
    <${List} label="Keys" page=${page} at="/console/keys" filters=${filters} empty=${html`<p class="muted">No key was made.</p>`} columns=${[['Name', (k) => k.name], ['Scopes', (k) => k.scopes.join(', ')], ['Made', (k) => html`<${Time} at=${k.createdAt}/>`], ['Used', (k) => html`<${Time} at=${k.lastUsed}/>`],
      ['Action', (k) => k.revokedAt ? html`<${Chip} state="revoked"/>` : html`<${Action} label="Revoke" run=${revoke(k.name)} confirm=${`Revoke ${k.name} for good? Its connections end within a second.`}/>`]]}/>`;
}

export const pages = [
  {path: 'holds', title: 'Holds', group: 'Run', key: 'h', view: Holds},
  {path: 'live', title: 'Live', group: 'Run', key: 'l', view: LiveTopics, asks: '/v1/topic-rules?limit=1'},
  {path: 'tasks', title: 'Tasks', group: 'Run', key: 't', view: Tasks, asks: '/v1/tasks?limit=1'},
  {path: 'cluster', title: 'Cluster', group: 'Run', key: 'c', view: Cluster, asks: '/v1/cluster'},
  {path: 'keys', title: 'Keys', group: 'Run', key: 'k', view: Keys, asks: '/v1/keys?limit=1'},
];
