// What has arrived at the local inbox, apart by address; it is unread until it is opened.
import { useEffect, useRef, useState } from 'preact/hooks';
import { html, Action, Head, Loading, Time } from './ui.js';
import { ask, query } from './api.js';
import { useEvery, useLoad } from './load.js';
import { useTopic } from './live.js';
import { Filter } from './list.js';
import { go } from './route.js';
import { may } from './me.js';
import { useKey } from './keyboard.js';
import { InboxMail } from './inboxmail.js';

const AT = '/console/inbox';
const LIMIT = 100;
const LOOK = 5000;
const PAUSE = 200;
const READ = 'carillon.read';
const REMEMBERED = 2000;
const SHOWN = 12;
const MOST = 500;

/** Ids of mails that this tab has opened. */
const read = {
  all: () => new Set(JSON.parse(sessionStorage.getItem(READ) ?? '[]')),
  set(id, is) {
    const ids = read.all();
    if (is) ids.add(id); else ids.delete(id);
    sessionStorage.setItem(READ, JSON.stringify([...ids].slice(-REMEMBERED)));
  },
};

/** Addresses that this tab has seen mail for. */
const addresses = new Set();
function remember(to) {
  addresses.add(to);
  if (addresses.size > MOST) addresses.delete(addresses.values().next().value);
}

/** Text of the address bar that follows what is typed, after a pause. */
function Typed({filters, name, label}) {
  const [text, type] = useState(filters[name] ?? '');
  const timer = useRef();
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => type(filters[name] ?? ''), [filters[name]]);
  const typed = (e) => {
    const value = e.target.value;
    type(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => go(query(AT, {...filters, open: undefined, [name]: value.trim()}), {replace: true}), PAUSE);
  };
  return html`<label class="field"><span>${label}</span><input type="search" name=${name} value=${text} onInput=${typed} autocomplete="off" spellcheck="false"/></label>`;
}

function Addresses({filters}) {
  const others = [...addresses].filter((to) => to !== filters.to);
  const link = (to) => html`<li key=${to}><a class="cut" href=${query(AT, {to})}><bdi>${to}</bdi></a></li>`;
  return html`<nav aria-label="Addresses"><ul class="legend small"><li><a href=${AT} aria-current=${filters.to ? null : 'page'}>All addresses</a></li>
    ${filters.to && html`<li><b><bdi>${filters.to}</bdi></b></li>`}${others.slice(0, SHOWN).map(link)}</ul>
    ${others.length > SHOWN && html`<details class="short small"><summary class="muted">${others.length - SHOWN} more</summary><ul class="legend">${others.slice(SHOWN).map(link)}</ul></details>`}</nav>`;
}

function Row({mail, open, seen, filters}) {
  return html`<li aria-current=${open ? 'true' : null}>${seen ? html`<span class="dot"></span>` : html`<span class="dot new" role="img" aria-label="unread"></span>`}
    <a class="grow" href=${query(AT, {...filters, open: mail.id})}><b class=${seen ? 'seen' : ''}><bdi>${mail.subject || '(no subject)'}</bdi></b><p class="small muted"><bdi>${mail.to}</bdi> <${Time} at=${mail.at}/></p></a></li>`;
}

function Mails({items, filters, again, all}) {
  const [, turn] = useState(0);
  const seen = read.all();
  const open = filters.open ?? items.find((mail) => filters.message && mail.messageId === filters.message)?.id;
  const here = items.findIndex((mail) => mail.id === open);
  const mark = (is) => { read.set(open, is); turn((n) => n + 1); };
  useEffect(() => { if (open && !read.all().has(open)) mark(true); }, [open]);
  const remove = async () => {
    await ask('DELETE', `/v1/inbox/${open}`);
    const next = items[here + 1] ?? items[here - 1];
    go(query(AT, {...filters, open: next?.id}), {replace: true});
    again();
  };
  useKey('u', open && 'Mark as unread', () => mark(false));
  useKey('d', open && may('admin') && 'Delete the mail', () => remove().catch(again));
  const unread = items.filter((mail) => !seen.has(mail.id)).length;
  return html`<p class="small muted" role="status">${items.length === LIMIT ? `The latest ${LIMIT} mails` : `${items.length} ${items.length === 1 ? 'mail' : 'mails'}`}, <span title="What this tab has not opened is new here">${unread ? `${unread} new` : 'none new'}</span></p><div class=${`split${open ? ' open' : ''}`}>
    <section class="card" aria-label="Mails"><ul class="rows">${items.map((mail) => html`<${Row} key=${mail.id} mail=${mail} open=${mail.id === open} seen=${seen.has(mail.id)} filters=${filters}/>`)}</ul><div class="pad actions">${all}</div></section>
    <div>${open ? html`<p class="narrow"><a href=${query(AT, {...filters, open: undefined})}>Back to the list</a></p><${InboxMail} key=${open} id=${open} onDelete=${remove} onUnread=${() => mark(false)}/>` : html`<section class="card pad" aria-label="Mail"><p class="muted">No mail is open. <a href=${query(AT, {...filters, open: items[0].id})}>Open the newest</a></p></section>`}</div></div>`;
}

function Nothing({filters}) {
  const to = filters.to ?? 'ada@example.org';
  return html`<section class="card"><div class="empty"><p class="muted">${filters.to || filters.q ? html`Nothing that arrived fits. <a href=${AT}>Show all</a>.` : 'Nothing has arrived.'}</p>
    <p class="muted">Whatever is sent arrives here:</p><pre tabindex="0" aria-label="A request">${`curl -sS -X POST -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"to":{"email":"${to.replaceAll(/["'\\]/g, '')}"},"subject":"Hello","text":"Hi"}' '${location.origin}/v1/emails'`}</pre></div></section>`;
}

function Inbox({filters}) {
  const {to, q} = filters;
  const box = useLoad(query('/v1/inbox', {to, q, limit: LIMIT}));
  useTopic('emails', (mail) => mail.state === 'sent' && box.again(), box.again);
  useEvery(LOOK, box.again);
  box.data?.items.forEach((mail) => remember(mail.to));
  const matching = [to && `to ${to}`, q && `with “${q}”`].filter(Boolean).join(' ');
  const clear = async () => {
    await ask('DELETE', query('/v1/inbox', matching ? {to, q} : {all: true}));
    go(query(AT, {to, q}), {replace: true});
    box.again();
  };
  const all = html`<${Action} label=${matching ? 'Delete all that match' : 'Delete all'} danger need="admin" run=${clear} confirm=${`Delete every mail ${matching || 'of the inbox'}, those too that are not in this list? It cannot be undone.`}/>`;
  return html`<${Head} title="Inbox" note="Mail that has arrived at the local inbox, the latest first"/>
    <div class=${`stack${filters.open ? ' wide' : ''}`}><div class="filters"><${Typed} filters=${filters} name="q" label="Words in subject, addresses, text"/><${Filter} at=${AT} filters=${{to, q}} name="to" label="To (an address)"/></div>
    <${Addresses} filters=${filters}/></div>
    <${Loading} of=${box}>${({items}) => items.length ? html`<${Mails} items=${items} filters=${filters} again=${box.again} all=${all}/>` : html`<${Nothing} filters=${filters}/>`}<//>`;
}

export const page = {path: 'inbox', title: 'Inbox', group: 'Work', key: 'i', view: Inbox, need: 'inbox:read'};
