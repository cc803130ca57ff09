import { html, Action, Chip, Head, Time } from './ui.js';
import { ask, query } from './api.js';
import { useLoad, useSoon } from './load.js';
import { has, may } from './me.js';
import { useTopic } from './live.js';
import { Filter, List, More, When, usePage } from './list.js';
import { go } from './route.js';
import { useKey } from './keyboard.js';
import { MailTabs } from './holds.js';
import { NewMail } from './newmail.js';
import { Curl, Paused } from './parts.js';
import { Reasons } from './reasons.js';
import { OneMail } from './timeline.js';
import { TWICE } from './verdict.js';

const AT = '/console/mail';
const STATES = ['scheduled', 'held', 'ready', 'sending', 'retrying', 'unknown', 'sent', 'dead', 'cancelled', 'merged', 'suppressed', 'expired'];
const COLUMNS = [
  ['State', (m) => html`<${Chip} state=${m.state}/>`],
  ['To', (m) => html`<a href=${`${AT}/${m.id}`}>${m.to?.email ?? 'erased'}</a>`],
  ['Subject', (m) => m.subject ? html`<a href=${`${AT}/${m.id}`} tabindex="-1" title=${m.subject}>${m.subject}</a>` : '–'],
  ['Template', (m) => m.template ? html`<a href=${`/console/templates/${m.template}`}>${m.template}</a>` : '–', 'spare'],
  ['Reply', (m) => m.reply ?? html`<span class="none">–</span>`],
  ['Accepted', (m) => html`<${Time} at=${m.acceptedAt}/>`]];

function Named({id}) {
  const user = useLoad(may('users:read') ? `/v1/users/${id}` : null);
  return html`<a href=${`/console/users/${id}`}>${user.data?.name ?? 'one user'}</a>`;
}

function MailList({filters}) {
  const {new: making, for: whom, of: user, like, ...asked} = filters;
  const page = usePage('mail', asked, {keep: true});
  const soon = useSoon(page.again);
  useTopic('emails', () => asked.cursor || asked.subject || soon(), page.again);
  useKey('n', may('mail:send') ? 'Send a mail' : '', () => go(query(AT, {new: 1})));
  const dead = ['dead', 'unknown'].includes(asked.state);
  return html`<${Head} title="Mail" note="Newest first">${dead && page.data?.items.length > 0 && html`<${Action} need="mail:send" label=${`Try all ${asked.state} again`}
      confirm=${`Try all mail again that is ${asked.state}? Up to 1,000 of it go at once.${asked.state === 'unknown' ? ` ${TWICE}` : ''}`}
      run=${async () => { await ask('POST', query('/v1/emails/retry', {state: asked.state})); page.again(); }}/>`}
      ${may('mail:send') && html`<a href=${query(AT, {...asked, cursor: undefined, new: 1})}>Send a mail</a>`}<//>
    <${MailTabs} at=${AT}/>${asked.to?.includes('@') && may('users:read') && html`<p class="muted">Mail to this address. <a href=${query('/console/users', {q: asked.to})}>The user who has it</a></p>`}<${Paused}/>${making && html`<${NewMail} to=${whom} user=${user} like=${like}/>`}
    ${asked.userId && html`<p class="muted">Mail that names <${Named} id=${asked.userId}/>. <a href=${query(AT, {...asked, userId: undefined, cursor: undefined})}>Show all mail</a></p>`}
    ${!asked.userId && html`<div class="filters"><${Filter} at=${AT} filters=${filters} name="state" label="State" choices=${STATES}/><${Filter} at=${AT} filters=${filters} name="to" label="To (an address)"/></div>
      <${More} used=${asked.subject || asked.template || asked.from || asked.until}><${Filter} at=${AT} filters=${filters} name="subject" label="A piece of the subject"/><${Filter} at=${AT} filters=${filters} name="template" label="Template"/><${When} at=${AT} filters=${filters} name="from" label="Accepted from"/><${When} at=${AT} filters=${filters} name="until" label="Accepted before"/><//>`}
    ${dead && !asked.cursor && page.data && html`<${Reasons} key=${asked.state} state=${asked.state} changed=${page.again}/>`}
    <${List} label="Mail" page=${page} columns=${COLUMNS} at=${AT} filters=${filters}
      empty=${page.data?.next ? html`<p class="muted">None of the mails that were looked at fits. The next page looks further back.</p>` : Object.keys(asked).length ? html`<p class="muted">No mail fits these filters. <a href=${AT}>Clear them</a>.${asked.state === 'dead' && has('faults') && html` To see a dead letter: <a href="/console/break">break smtp-550</a>, and send a mail.`}</p>`
        : html`<p class="muted">No mail yet. <a href=${`${AT}?new=1`}>Send the first</a>, or in a terminal:</p><${Curl} method="POST" path="/v1/emails" body=${{to: {email: 'ada@example.org'}, subject: 'Hello', text: 'Hi'}}/>`}/>`;
}

function Mail({id, filters}) {
  return id ? html`<${OneMail} key=${id} id=${id}/>` : html`<${MailList} filters=${filters}/>`;
}

export const page = {path: 'mail', title: 'Mail', group: 'Work', key: 'm', view: Mail, need: 'mail:read'};
