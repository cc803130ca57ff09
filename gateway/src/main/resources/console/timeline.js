// One mail as a timeline: what happened, when, and what comes next.
import { useState } from 'preact/hooks';
import { html, Action, Card, Chip, Facts, Head, Loading, Time, span } from './ui.js';
import { ask, curl } from './api.js';
import { useLoad } from './load.js';
import { useTopic } from './live.js';

const WAITS = ['scheduled', 'held', 'ready', 'retrying'];
const OUTCOME = {sent: 'ok', retry: 'warn', refused: 'bad', unknown: 'warn', dead: 'bad'};
const GAP = 5000;

/** Of an event: its tone, its title and what is said behind it. */
function told(event) {
  switch (event.kind) {
    case 'accepted': return ['flow', 'Accepted', `from key ${event.by ?? '–'}`];
    case 'gathered': return ['wait', 'Gathered', 'it says what another mail said'];
    case 'claimed': return ['flow', 'Claimed', `by ${event.node ?? '–'}`];
    case 'held': return ['wait', 'Held', `${event.rule}${event.until ? ` until ${event.until}` : ''}${event.times > 1 ? `, ${event.times} times` : ''}`];
    case 'attempt': return [OUTCOME[event.attempt.outcome] ?? 'warn', `Attempt ${event.attempt.number}: ${event.attempt.outcome}`, event.reply ?? ''];
    case 'waits': return ['wait', `Waits as ${event.state}`, `${event.until ? `until ${event.until}` : ''} ${event.reply ?? ''}`];
    case 'merged': return ['end', 'Merged', 'another mail says it'];
    case 'settled': return [event.state === 'sent' ? 'ok' : event.state === 'dead' ? 'bad' : 'end', `Ended: ${event.state}`, event.reply ?? ''];
    default: return ['end', event.kind, ''];
  }
}

const Talk = ({steps}) => html`<table class="talk"><thead><tr><th scope="col">Phase</th><th scope="col">The server said</th><th scope="col" class="right">After</th></tr></thead>
  <tbody>${steps.map((step) => html`<tr><td>${step.phase}</td><td class="mono ${/^[45]/.test(step.reply ?? '') ? 'tone-bad' : ''}">${step.reply ?? '–'}</td><td class="num right">${span(step.millis)}</td></tr>`)}</tbody></table>`;

function Event({event, before, open}) {
  const gap = before ? Date.parse(event.at) - Date.parse(before.at) : 0;
  const [tone, title, text] = told(event);
  const head = html`<h3>${title}</h3><span class="muted">${text}</span>`;
  const steps = event.attempt?.steps ?? [];
  return html`${gap > GAP && html`<li class="gap" aria-label="${span(gap)} later"><time></time><div class="rail"></div><p class="small muted">${span(gap)}</p></li>`}
    <li><${Time} at=${event.at}/><div class="rail tone-${tone}"><span class="mark"></span></div><div class="event">
      ${steps.length ? html`<details open=${open}><summary class="says">${head}</summary><div class="inner" tabindex="0" role="region" aria-label="Details of ${title}">
          <${Facts} of=${{Began: html`<${Time} at=${event.attempt.began}/>`, Node: event.attempt.node, Server: event.attempt.server}}/><${Talk} steps=${steps}/></div></details>`
        : html`<div class="says">${head}</div>`}
      ${event.mail && html`<p class="small"><a href=${`/console/mail/${event.mail}`}>The other mail</a></p>`}</div></li>`;
}

/** One sentence that a person would say. */
function verdict(mail) {
  const tries = mail.attempts.length;
  switch (mail.state) {
    case 'sent': return tries > 1 ? `Sent on attempt ${tries}, ${span(Date.parse(mail.settledAt) - Date.parse(mail.acceptedAt))} after it was accepted.` : 'Sent at the first attempt.';
    case 'dead': return 'It will not be tried again by itself. When the cause is gone, try it again.';
    case 'unknown': return 'Perhaps it was sent: the server did not say. Try it again, or leave it.';
    case 'retrying': return `Attempt ${tries + 1} comes by itself.`;
    case 'scheduled': case 'held': return 'It waits; below is for what.';
    default: return '';
  }
}

function Timeline({mail, events}) {
  const [turned, turn] = useState(false);
  const [failures, only] = useState(false);
  const failed = (event) => event.kind === 'attempt' && event.attempt.outcome !== 'sent';
  const last = events.findLast(failed);
  let shown = events.filter((event) => !failures || failed(event));
  if (turned) shown = shown.toReversed();
  return html`<div class="cols"><${Card} title="What happened" pad side=${html`<div class="actions"><button class="quiet" aria-pressed=${failures} onClick=${() => only(!failures)}>Failures only</button>
      <button class="quiet" aria-pressed=${turned} onClick=${() => turn(!turned)}>Newest first</button></div>`}>
      <ol class="line">${shown.map((event, i) => html`<${Event} key=${event.at + event.kind} event=${event} before=${turned ? null : shown[i - 1]} open=${event === last}/>`)}</ol><//>
    <${Card} title="Facts" pad><${Facts} of=${{Id: html`<code>${mail.id}</code>`, To: mail.to.email, User: mail.to.userId && html`<a href=${`/console/users/${mail.to.userId}`}>${mail.to.name ?? mail.to.userId}</a>`,
      Template: mail.template && html`<a href=${`/console/templates/${mail.template}`}>${mail.template}</a>`, Topic: mail.topic, Priority: mail.priority, Accepted: html`<${Time} at=${mail.acceptedAt}/>`,
      'Not before': mail.sendAt && html`<${Time} at=${mail.sendAt}/>`, Expires: mail.expiresAt && html`<${Time} at=${mail.expiresAt}/>`, Ended: mail.settledAt && html`<${Time} at=${mail.settledAt}/>`,
      'Message-ID': html`<code>${mail.messageId}</code>`, 'As curl': html`<code>${curl('GET', `/v1/emails/${mail.id}/timeline`)}</code>`}}/><//></div>`;
}

export function OneMail({id}) {
  const mail = useLoad(`/v1/emails/${id}`);
  const timeline = useLoad(`/v1/emails/${id}/timeline`);
  const again = () => { mail.again(); timeline.again(); };
  useTopic(`emails.${id}`, again, again);
  const act = (verb) => async () => { await ask('POST', `/v1/emails/${id}/${verb}`); again(); };
  return html`<${Loading} of=${mail}>${(m) => html`<${Head} above=${html`<a href="/console/mail">Mail</a>`} title=${m.subject} note=${html`<${Chip} state=${m.state}/> ${verdict(m)}`}>
      ${WAITS.includes(m.state) && html`<${Action} label="Cancel" run=${act('cancel')}/>`}${['dead', 'unknown'].includes(m.state) && html`<${Action} label="Try again" primary run=${act('retry')}/>`}<//>
    <${Loading} of=${timeline}>${(t) => html`<${Timeline} mail=${m} events=${t.events}/>`}<//>`}<//>`;
}
