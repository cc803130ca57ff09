import { useRef } from 'preact/hooks';
import { html, Action, Chip, Field, Head, Time, Wrong } from './ui.js';
import { ask, query } from './api.js';
import { useAction } from './load.js';
import { useTopic } from './live.js';
import { Filter, List, usePage } from './list.js';
import { go } from './route.js';
import { OneMail } from './timeline.js';

const AT = '/console/mail';
const STATES = ['scheduled', 'held', 'ready', 'sending', 'retrying', 'unknown', 'sent', 'dead', 'cancelled', 'merged', 'suppressed', 'expired'];
const COLUMNS = [
  ['State', (m) => html`<${Chip} state=${m.state}/>`],
  ['To', (m) => html`<a href=${`${AT}/${m.id}`}>${m.to.email}</a>`],
  ['Subject', (m) => m.subject],
  ['Template', (m) => m.template ?? '–'],
  ['Reply', (m) => m.reply ?? '–'],
  ['Accepted', (m) => html`<${Time} at=${m.acceptedAt}/>`]];

function NewMail() {
  const form = useRef();
  const [busy, error, send] = useAction(async () => {
    const given = Object.fromEntries(new FormData(form.current));
    const accepted = await ask('POST', '/v1/emails', {to: {email: given.to}, subject: given.subject, text: given.text});
    go(`${AT}/${accepted.id}`);
  });
  return html`<section class="card pad" aria-label="Send a mail"><form class="form" ref=${form} onSubmit=${(e) => { e.preventDefault(); send(); }}>
    <${Field} label="To"><input name="to" type="email" required/><//><${Field} label="Subject"><input name="subject" required/><//>
    <${Field} label="Text"><textarea name="text" required></textarea><//>
    <div class="actions"><button class="primary" disabled=${busy}>Send</button><a href=${AT}>Leave</a></div><${Wrong} error=${error}/></form></section>`;
}

function MailList({filters}) {
  const {new: making, ...asked} = filters;
  const page = usePage('/v1/emails', asked);
  useTopic('emails', () => asked.cursor || page.again(), page.again);
  const dead = ['dead', 'unknown'].includes(asked.state);
  return html`<${Head} title="Mail" note="Newest first">${dead && html`<${Action} label=${`Try all ${asked.state} again`}
      confirm=${`Try all mail again that is ${asked.state}? Up to 1,000 of it go at once.`}
      run=${async () => { await ask('POST', query('/v1/emails/retry', {state: asked.state})); page.again(); }}/>`}
      <a href=${`${AT}?new=1`}>Send a mail</a><//>
    ${making && html`<${NewMail}/>`}
    <div class="filters"><${Filter} at=${AT} filters=${asked} name="state" label="State" choices=${STATES}/><${Filter} at=${AT} filters=${asked} name="to" label="To (an address)"/>
      <${Filter} at=${AT} filters=${asked} name="template" label="Template"/></div>
    <${List} label="Mail" page=${page} columns=${COLUMNS} at=${AT} filters=${asked}
      empty=${html`<p class="muted">${Object.keys(asked).length ? html`No mail fits these filters. <a href=${AT}>Clear them</a>.` : html`No mail yet. <a href=${`${AT}?new=1`}>Send the first</a>.`}</p>`}/>`;
}

function Mail({id, filters}) {
  return id ? html`<${OneMail} key=${id} id=${id}/>` : html`<${MailList} filters=${filters}/>`;
}

export const page = {path: 'mail', title: 'Mail', group: 'Work', key: 'm', view: Mail};
