// What keeps mail back, and until when: windows, holds by reason, throttles, pauses, servers with their gates.
import { html, Action, Card, Chip, Field, Head, Loading, Time, Wrong, num } from './ui.js';
import { ask, query } from './api.js';
import { useAction, useEvery, useLoad } from './load.js';
import { may } from './me.js';
import { go } from './route.js';
import { Suppressions } from './suppressions.js';
import { Curl, Paused, Pieces, Tabs, Template, at, form, lasts } from './parts.js';

const AT = '/console/holds';
const TITLES = {windows: 'Digest windows', reasons: 'Why it is held', throttles: 'Throttles', pauses: 'Pauses', suppressions: 'Suppressions', servers: 'Servers'};
/** Mail and all that keeps it back, beside one another. */
export const MailTabs = ({at: here}) => html`<${Tabs} label="Mail and what holds it" at=${here} of=${[['/console/mail', 'Mail'], ...Object.entries(TITLES).map(([tab, title]) => [`${AT}/${tab}`, title])]}/>`;
const LOOK = 5000;
const EXAMPLE = {to: {email: 'ada@example.org'}, subject: 'Your day', text: 'It was long', digestKey: 'day', digestWindow: '1h'};
const HOLDS = [['Reason', (h) => h.reason], ['Mails', (h) => num(h.mails), 'right num'], ['Looked at again', (h) => h.next ? html`<${Time} at=${h.next}/>` : 'when somebody ends what holds it']];
const nothing = (text, shown) => html`<p class="muted">${text}</p>${shown}`;

function Windows({held}) {
  const close = (id) => async () => { await ask('POST', `/v1/windows/${id}/close`); held.again(); };
  const columns = [['Kind', (w) => w.kind], ['Key', (w) => w.key], ['Recipient', (w) => html`<a href=${`/console/mail/${w.mailId}`}>${w.recipient}</a>`], ['Template', (w) => w.template ?? '–'], ['Mails', (w) => num(w.mails), 'right num'],
    ['Since', (w) => html`<${Time} at=${w.since}/>`], ['Closes', (w) => html`<${Time} at=${w.closesAt}/>`],
    ['Action', (w) => html`<${Action} label="Send now" need="mail:send" run=${close(w.id)} confirm=${`Send what ${w.recipient} has in this window (${w.mails}) now, as one mail?`}/>`]];
  return html`<${Card} title="Windows" side=${html`<span class="small muted">mails of one digestKey become one</span>`}><${Loading} of=${held}>${(data) => html`<${Pieces} label="Windows" items=${data.windows} columns=${columns}
    empty=${nothing('No window is open. A mail with a digest opens one:', html`<${Curl} method="POST" path="/v1/emails" body=${EXAMPLE}/>`)}/>`}<//><//>`;
}

const Reasons = ({held}) => html`<${Card} title="Why it is held" side=${held.data?.holds.length > 0 && html`<span class="small muted">of the first 100,000 mails that are held</span>`}><${Loading} of=${held}>${(data) => html`<${Pieces} label="Reasons" columns=${HOLDS} items=${data.holds.map((h) => ({...h, id: h.reason}))}
  empty=${nothing(html`No mail is held back by a rule. While all mail is <a href=${`${AT}/pauses`}>paused</a>, mail stays <a href="/console/mail?state=ready">ready</a> and waits.`)}/>`}<//><//>`;

function Throttles({edit}) {
  const all = useLoad('/v1/throttles');
  const [busy, error, save] = useAction(async ({name, limit, within, template, each}, element) => {
    await ask('PUT', `/v1/throttles/${encodeURIComponent(edit ?? name)}`, {limit: Number(limit), within, template: template ?? null, perRecipient: Boolean(each)});
    element.reset();
    all.again();
    go(`${AT}/throttles`);
  });
  const end = (name) => async () => { await ask('DELETE', `/v1/throttles/${encodeURIComponent(name)}`); all.again(); };
  const columns = [['Name', (t) => t.name], ['At most', (t) => `${num(t.limit)} mails within ${lasts(t.within)}`], ['Of', (t) => t.template ?? 'all mail'], ['For', (t) => t.perRecipient ? 'each recipient' : 'all together'],
    ['Action', (t) => may('admin') && html`<div class="actions"><a href=${query(`${AT}/throttles`, {edit: t.name})}>Change</a><${Action} label="Delete" danger run=${end(t.name)} confirm=${`Delete the throttle ${t.name}? What it holds goes out.`}/></div>`]];
  return html`<${Loading} of=${all}>${({items}) => {
    const one = items.find((t) => t.name === edit);
    return html`${may('admin') && html`<${Card} title=${one ? `Throttle ${one.name}` : 'New throttle'} pad><form key=${edit ?? ''} class="filters" onSubmit=${form(save)}>${!one && html`<${Field} label="Name" error=${at(error, 'name')}><input name="name" required/><//>`}
        <${Field} label="At most" error=${at(error, '/limit')}><input name="limit" type="number" min="1" required defaultValue=${one?.limit ?? 5}/><//><${Field} label="Within" hint="such as 1h" error=${at(error, '/within')}><input name="within" required defaultValue=${one?.within ?? '1h'}/><//>
        <${Field} label="Template" hint="empty: all mail" error=${at(error, '/template')}><${Template} value=${one?.template}/><//><label class="check"><input type="checkbox" name="each" defaultChecked=${one?.perRecipient ?? true}/> for each recipient</label>
        <button disabled=${busy}>${one ? 'Change' : 'Create'}</button></form><${Wrong} error=${error?.errors?.length ? null : error}/><//>`}
      <${Card} title="Throttles"><${Pieces} label="Throttles" items=${items} columns=${columns} empty=${nothing('Nothing is throttled. This lets each recipient have five mails an hour:', html`<${Curl} method="PUT" path="/v1/throttles/five" body=${{limit: 5, within: '1h'}}/>`)}/><//>`;
  }}<//>`;
}

function Pauses() {
  const all = useLoad('/v1/pauses');
  const [busy, error, pause] = useAction(async ({template}, element) => { await ask('POST', '/v1/pauses', {template}); element.reset(); all.again(); });
  const pauseAll = async () => { await ask('POST', '/v1/pauses', {}); all.again(); };
  const end = (template) => async () => { await ask('DELETE', query('/v1/pauses', {template})); all.again(); };
  const columns = [['What', (p) => p.template ? html`template <a href=${`/console/templates/${p.template}`}>${p.template}</a>` : html`<b>all mail</b>`], ['State', () => html`<${Chip} state="paused"/>`], ['Since', (p) => html`<${Time} at=${p.since}/>`], ['By', (p) => p.by ?? '–'],
    ['Action', (p) => html`<${Action} label="Resume" need="admin" run=${end(p.template)}/>`]];
  return html`${may('admin') && html`<${Card} title="Pause mail" pad><form class="filters" onSubmit=${form(pause)}><${Field} label="Template" error=${at(error, '/template') ?? at(error, 'template')}><${Template} required/><//><button disabled=${busy}>Pause</button></form>${all.data?.items.every((p) => p.template) && html`<p class="actions pause-all"><span class="muted">or</span><${Action} label="Pause all mail" run=${pauseAll} confirm="Pause all mail? Nothing goes out until somebody resumes it."/></p>`}<${Wrong} error=${error?.errors?.length ? null : error}/><//>`}
    <${Card} title="Pauses"><${Loading} of=${all}>${({items}) => html`<${Pieces} label="Pauses" items=${items.map((p) => ({...p, id: p.template ?? ''}))} columns=${columns} empty=${nothing('Nothing is paused. This pauses all mail:', html`<${Curl} method="POST" path="/v1/pauses" body=${{}}/>`)}/>`}<//><//>`;
}

function Servers({edit}) {
  const all = useLoad('/v1/servers');
  useEvery(LOOK, all.again);
  const put = async (server, rule) => { await ask('PUT', `/v1/servers/${encodeURIComponent(server)}`, rule); all.again(); };
  const gate = (s) => s.limit ? {limit: s.limit, per: s.per} : {};
  const [busy, error, save] = useAction(async ({limit, per}) => {
    const one = all.data.items.find((s) => s.name === edit);
    await put(edit, {paused: one?.paused ?? false, ...(limit ? {limit: Number(limit), per} : {})});
    go(`${AT}/servers`);
  });
  const columns = [['State', (s) => html`<${Chip} state=${s.paused ? 'paused' : s.reason ? 'off' : 'up'}/>`], ['Server', (s) => html`<code>${s.name}</code>`], ['Limit', (s) => s.limit ? `${num(s.limit)} mails per ${lasts(s.per)}` : 'no limit'], ['Why it is not used', (s) => s.reason ?? '–'],
    ['Action', (s) => may('admin') && html`<div class="actions"><a href=${query(`${AT}/servers`, {edit: s.name})}>Limit</a><${Action} label=${s.paused ? 'Resume' : 'Pause'} confirm=${s.paused ? undefined : `Pause ${s.name}? Nothing goes by this server until somebody resumes it; mail waits where there is no other.`} run=${() => put(s.name, {paused: !s.paused, ...gate(s)})}/></div>`]];
  return html`<${Loading} of=${all}>${({items}) => {
    const one = items.find((s) => s.name === edit);
    return html`${one && html`<${Card} title=${`Limit of ${one.name}`} pad><form class="filters" onSubmit=${form(save)}><${Field} label="Mails" hint="empty: no limit" error=${at(error, '/limit')}><input name="limit" type="number" min="1" defaultValue=${one.limit ?? ''}/><//>
        <${Field} label="In each" hint="such as 1s" error=${at(error, '/per')}><input name="per" defaultValue=${one.per ?? '1s'}/><//><button disabled=${busy}>Set the limit</button><a href=${`${AT}/servers`}>Close</a></form><${Wrong} error=${error?.errors?.length ? null : error}/><//>`}
      <${Card} title="SMTP servers"><${Pieces} label="SMTP servers" items=${items} columns=${columns} empty=${nothing('No SMTP server is known.')}/><//>`;
  }}<//>`;
}

function Held({tab}) {
  const held = useLoad('/v1/windows');
  useEvery(LOOK, held.again);
  return tab === 'reasons' ? html`<${Reasons} held=${held}/>` : html`<${Windows} held=${held}/>`;
}

const VIEWS = {throttles: Throttles, pauses: Pauses, suppressions: Suppressions, servers: Servers};

function Holds({id = 'windows', filters}) {
  const View = VIEWS[id] ?? Held;
  return html`<${Head} title="Mail" note=${id === 'servers' ? 'The SMTP servers that take it, and how fast' : 'What keeps it back, and until when'}>${may('mail:send') && html`<a href="/console/mail?new=1">Send a mail</a>`}<//><${MailTabs} at=${`${AT}/${id}`}/>${id !== 'pauses' && html`<${Paused}/>`}<${View} tab=${id} edit=${filters.edit} filters=${filters}/>`;
}

export const page = {path: 'holds', title: 'What holds mail back', under: 'mail', key: 'h', view: Holds, need: 'mail:read'};
