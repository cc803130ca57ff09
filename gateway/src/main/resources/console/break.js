// What can be broken on purpose, beside what becomes of mail meanwhile. Only where a process was started to be played with.
import { useEffect, useState } from 'preact/hooks';
import { html, Action, Bar, Card, Chip, Head, Loading, Rows, Time, num } from './ui.js';
import { ask, query } from './api.js';
import { useEvery, useLoad, useNow } from './load.js';
import { useTopic } from './live.js';
import { ahead } from './time.js';

const LOOK = 2000;
const WAY = /PT[0-9HMS.]+/g;
const TICK = 250;
const MAILS = 10;
const ACTS = 12;

/** Seconds until then, counted down. */
function Left({until, over}) {
  const left = Math.max(0, Math.ceil((Date.parse(until) - useNow(TICK)) / 1000));
  useEffect(() => { if (left === 0) over(); }, [left === 0]);
  return html`<b class="num" role="timer" aria-label="Seconds left">${left} s</b>`;
}

function Fault({of: {name, what, active, until, by}, length, again}) {
  const change = (method) => async () => { await ask(method, query(`/v1/faults/${name}`, {for: method === 'POST' ? length : undefined})); again(); };
  return html`<li class="fault"><div class="grow"><h3>${TITLES[name] ?? name} <code class="muted">${name}</code></h3><p class="muted">${what}</p>${active && html`<p class="small muted">by ${by}</p>`}</div>
    ${active ? html`<span class="chip tone-bad pulse"><span class="mark"></span>broken</span><${Left} until=${until} over=${again}/><${Action} key="end" label=${`End ${name}`} run=${change('DELETE')}/>`
      : html`<${Action} key="begin" label=${`Break ${name}`} run=${change('POST')}/>`}</li>`;
}

function Books({of: {ledger, at}}) {
  if (!ledger) return html`<p class="pad muted">The books cannot be read at the moment.</p>`;
  const parts = Object.entries(ledger.states).map(([state, count]) => ({state, count}));
  return html`<div class="pad form"><p><${Chip} state=${ledger.balanced ? 'balanced' : 'look at it'}/>
      <span class="num"> ${num(ledger.accepted)}</span> accepted, <b class="num">${num(ledger.lost)}</b> lost <span class="small muted once">as of <${Time} at=${at}/></span></p>
    ${parts.length > 0 && html`<${Bar} parts=${parts} label="Mail by state"/>`}<ul class="legend">${parts.map((p) => html`<li><${Chip} state=${p.state}/> <b class="num">${num(p.count)}</b></li>`)}</ul></div>`;
}

const COLUMNS = [
  ['State', (mail) => html`<${Chip} state=${mail.state}/>`],
  ['Mail', (mail) => html`<a href=${`/console/mail/${mail.id}`}>${mail.subject ?? mail.id}</a><br/><span class="small muted">${mail.to?.email}</span>`],
  ['Accepted', (mail) => html`<${Time} at=${mail.acceptedAt}/>`],
  ['Reply', (mail) => mail.reply ?? '–', 'whole']];

async function sendThem(many) {
  const turn = Date.now().toString(36);
  const to = Array.from({length: many}, (_, i) => ({email: `mail-${i + 1}-${turn}@break.example`}));
  const {failed, items} = await ask('POST', '/v1/emails/batch', {to, mail: {subject: 'Something to break', text: 'It should arrive, whatever happens.'}});
  if (failed) throw new Error(`${failed} of ${many} were not accepted`);
  return items[0].accepted.id;
}

/** What people call it; its name is what mails and the API say. */
const TITLES = {postgresql: 'The database is cut off', 'smtp-451': 'The mail server refuses for a while', 'smtp-550': 'The mail server refuses for good', 'smtp-drop-after-dot': 'The mail server takes mail and hangs up', worker: 'Who sends mail stands still'};

/** For how long, as it was chosen last in this tab. */
const CHOSEN = 'carillon.broken';

function Break() {
  const faults = useLoad('/v1/faults');
  const all = useLoad('/v1/overview');
  const mails = useLoad('/v1/emails?limit=10');
  const [acts, more] = useState(ACTS);
  const [length, lasts] = useState(sessionStorage.getItem(CHOSEN) ?? '30s');
  const choose = (e) => { lasts(e.target.value); sessionStorage.setItem(CHOSEN, e.target.value); };
  const [told, tell] = useState();
  useEvery(LOOK, faults.again);
  useEvery(LOOK, all.again);
  useEvery(LOOK, mails.again);
  useTopic('emails', mails.again, mails.again);
  const send = (many) => async () => { tell({many, id: await sendThem(many)}); mails.again(); };
  return html`<${Head} title="Break it" note="Break something, send one mail or ten (to addresses at break.example) while it is broken, and open one of them. What is broken mends itself, and no mail that was accepted is lost"><${Action} label="Send one mail" run=${send(1)}/><${Action} label="Send ten mails" run=${send(MAILS)}/><span class="small" role="status">${told && html`Accepted: <a href=${`/console/mail/${told.id}`}>${told.many === 1 ? 'the mail' : `the first of ${told.many}`}</a>`}</span><//>
    <${Card} title="What can be broken"><p class="pad"><label class="check">Break one of these for <select aria-label="For how long" value=${length} onChange=${choose}>${['10s', '30s', '60s'].map((one) => html`<option value=${one}>${one.slice(0, -1)} seconds</option>`)}</select></label></p><${Loading} of=${faults}>${({items}) => html`<ul class="rows" aria-label="Faults">${items.map((one) => html`<${Fault} key=${one.name} of=${one} length=${length} again=${faults.again}/>`)}</ul>`}<//><//>
    <div class="cols"><${Card} title="The last mails"><${Loading} of=${mails}>${({items}) => html`<${Rows} label="Mails" columns=${COLUMNS} items=${items} empty=${html`<p class="muted">No mail yet: send ten.</p>`}/>`}<//><//>
      <div class="form"><${Card} title="The books"><${Loading} of=${all}>${(data) => html`<${Books} of=${data}/>`}<//><//>
        <${Card} title="Who did what"><${Loading} of=${faults}>${({audit}) => audit.length === 0 ? html`<p class="pad muted">Nothing was broken, and time not moved, since this process began.</p>` : html`<ul class="rows" aria-label="Audit">${audit.slice(0, acts).map((one) => html`
          <li key=${one.at + one.fault}><${Time} at=${one.at}/><span class="grow">${one.fault} ${one.what.replace(' from PT0S', '').replace(WAY, ahead)}</span><span class="small muted">${one.actor}</span></li>`)}</ul>${audit.length > acts && html`<div class="pad actions"><button onClick=${() => more(Infinity)}>All ${num(audit.length)}</button></div>`}`}<//><//></div></div>`;
}

export const page = {path: 'break', title: 'Break it', group: 'Play', key: 'x', view: Break, need: 'admin', part: 'faults'};
