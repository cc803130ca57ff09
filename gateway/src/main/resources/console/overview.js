import { useState } from 'preact/hooks';
import { html, Bar, Card, Chip, Head, Loading, Time, TONE, num } from './ui.js';
import { Figures } from './figures.js';
import { useEvery, useLoad, useSoon } from './load.js';
import { useTopic } from './live.js';
import { useKey } from './keyboard.js';
import { Paused } from './parts.js';
import { may } from './me.js';

const DONE = ['sent', 'merged', 'suppressed', 'cancelled', 'expired'];
const GIVEN_UP = ['dead', 'unknown'];
const SHOWN = 8;
const sum = (parts) => parts.reduce((all, part) => all + part.count, 0);

const Legend = ({parts}) => html`<ul class="legend">${parts.map((p) => html`<li><a class="tone-${TONE[p.state] ?? 'end'}" href=${`/console/mail?state=${p.state}`}><span class="mark"></span>${p.state} <b class="num">${num(p.count)}</b></a></li>`)}</ul>`;

function Ledger({ledger}) {
  const parts = Object.entries(ledger.states).map(([state, count]) => ({state, count}));
  const done = parts.filter((p) => DONE.includes(p.state));
  const up = parts.filter((p) => GIVEN_UP.includes(p.state));
  const open = parts.filter((p) => ![...DONE, ...GIVEN_UP].includes(p.state));
  return html`<section class="card pad ledger" aria-label="Ledger"><div class="head"><div><h2>${ledger.balanced ? 'The books balance' : 'The books do not balance'}</h2>
    <p class="muted"><span class="num">${num(ledger.accepted)}</span> accepted, <span class="num">${num(sum(parts))}</span> accounted for, <b class="num">${num(ledger.lost)}</b> lost, <span class="num">${num(ledger.doubled)}</span> counted twice</p></div>
    <${Chip} state=${ledger.balanced ? 'balanced' : 'look at it'}/></div>
    ${open.length > 0 && html`<p class="small muted"><b class="num">${num(sum(open))}</b> not finished</p><${Bar} parts=${open} label="Mail that is not finished, by state"/><${Legend} parts=${open}/>`}
    ${up.length > 0 && html`<p class="small muted"><b class="num">${num(sum(up))}</b> given up until somebody tries again</p><${Legend} parts=${up}/>`}
    <p class="small muted"><b class="num">${num(sum(done))}</b> finished</p><${Legend} parts=${done}/></section>`;
}

/** What happens now, by the product's own stream; held while the button is pressed. */
function Tail({moved}) {
  const [rows, push] = useState([]);
  const [held, hold] = useState(false);
  useKey('p', 'Freeze the list', () => hold(!held));
  useTopic('emails', (mail) => {
    moved();
    if (!held) push((before) => [{...mail, heard: new Date().toISOString()}, ...before].slice(0, SHOWN));
  }, moved);
  return html`<${Card} title="Just now" side=${html`<button class="quiet" aria-pressed=${held} onClick=${() => hold(!held)}>Freeze</button>`}>
    ${rows.length === 0 ? html`<p class="empty muted">Nothing has moved since this page was opened. Mail that moves shows here at once.</p>` : html`<ul class="rows tail" aria-label="Latest mail">
      ${rows.map((mail) => html`<li><${Time} at=${mail.at ?? mail.heard}/><${Chip} state=${mail.state}/><a class="cut grow" href=${`/console/mail/${mail.id}`}>${mail.to ?? mail.id}</a></li>`)}</ul>`}<//>`;
}

function Services({of: {nodes, unanswered}}) {
  const name = (node) => may('admin') ? html`<a href="/console/cluster">${node.name}</a>` : node.name;
  return html`<${Card} title="Services" side=${html`<span class="small muted">${unanswered.length > 0 ? `${nodes.length} of ${nodes.length + unanswered.length} processes answer` : nodes.length === 1 ? 'one process' : `${nodes.length} processes`}</span>`}>
    <ul class="rows">${nodes.map((node) => html`<li key=${node.name}><${Chip} state=${node.ready ? 'up' : 'down'}/><div class="grow">${name(node)}<p class="small muted">${node.services.join(', ')} ${node.version}</p></div></li>`)}
      ${unanswered.map((node) => html`<li key=${node}><${Chip} state="down"/><div class="grow">${node}<p class="small muted">does not answer</p></div></li>`)}</ul><//>`;
}

function Overview() {
  const all = useLoad('/v1/overview');
  const soon = useSoon(all.again);
  useEvery(2000, all.again); // what no topic tells: processes, connections, how long something waits
  return html`<${Head} title="Overview" note="What was accepted, where it stands, and who works on it">${may('mail:send') && html`<a href="/console/mail?new=1">Send a mail</a>`}${may('users:write') && html`<a href="/console/users?new=1">New user</a>`}<//><${Paused}/>
    <${Loading} of=${all}>${(data) => html`${data.ledger ? html`<${Ledger} ledger=${data.ledger}/>` : html`<section class="card pad" aria-label="Ledger"><h2>The books</h2><p class="muted">They cannot be read at the moment.</p></section>`}
      <${Figures} of=${data}/><div class="cols"><${Tail} moved=${soon}/><${Services} of=${data}/></div>`}<//>`;
}

export const page = {path: '', title: 'Overview', group: 'Work', key: 'o', view: Overview, need: 'mail:read'};
