import { html, Head, Loading, Time, Facts, Card } from './ui.js';
import { query } from './api.js';
import { useLoad } from './load.js';
import { useTopic } from './live.js';
import { Filter } from './list.js';

const AT = '/console/inbox';

function Inbox({filters}) {
  const box = useLoad(query('/v1/inbox', {to: filters.to, limit: 100}));
  useTopic('emails', (mail) => mail.state === 'sent' && box.again(), box.again);
  return html`<${Head} title="Inbox" note="Mail that has arrived at the local inbox, the latest first"/>
    <div class="filters"><${Filter} at=${AT} filters=${filters} name="to" label="To (an address)"/></div>
    <${Loading} of=${box}>${({items}) => {
      const open = items.find((mail) => mail.messageId === filters.open) ?? items[0];
      return items.length === 0 ? html`<section class="card"><p class="empty muted">Nothing has arrived${filters.to ? html` for ${filters.to}. <a href=${AT}>Show all</a>` : ''}.</p></section>` : html`<div class="split">
        <section class="card" aria-label="Mails"><ul class="rows">${items.map((mail) => html`<li aria-current=${mail === open ? 'true' : null}><a class="grow" href=${query(AT, {...filters, open: mail.messageId})}>
          <b>${mail.subject}</b><p class="small muted">${mail.to} <${Time} at=${mail.at}/></p></a></li>`)}</ul></section>
        <${Card} title=${open.subject} pad><${Facts} of=${{From: open.from, To: open.to, Arrived: html`<${Time} at=${open.at}/>`, 'Message-ID': html`<code>${open.messageId}</code>`}}/><br/>
          <pre tabindex="0" aria-label="Text">${open.text}</pre><//></div>`;
    }}<//>`;
}

export const page = {path: 'inbox', title: 'Inbox', group: 'Work', key: 'i', view: Inbox, asks: '/v1/inbox?limit=1'};
