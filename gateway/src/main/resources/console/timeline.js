// One mail as a timeline: what happened, when, and what comes next.
import { useRef, useState } from 'preact/hooks';
import { html, Action, Card, Chip, Facts, Field, Head, Loading, Time, Wrong, span } from './ui.js';
import { ask, curl, query } from './api.js';
import { useAction, useLoad, useNow, useSoon } from './load.js';
import { useTopic } from './live.js';
import { useKey } from './keyboard.js';
import { has, may } from './me.js';
import { InShort, Paused, form, instant, typed } from './parts.js';
import { ahead, useShift } from './time.js';
import { TWICE, broken, useFaults, verdict } from './verdict.js';

const GIVEN_UP = ['dead', 'unknown'];
const UNSENT = ['suppressed', 'cancelled', 'expired'];
const WAITS = ['scheduled', 'held', 'ready', 'retrying'];
const WORDS = {failed: 'failed for now', refused: 'refused for good'};
const OUTCOME = {sent: 'ok', failed: 'warn', retry: 'warn', refused: 'bad', unknown: 'warn', dead: 'bad'};
const GAP = 5000;
const NOW = 1000;

/** Of an event: its tone, its title and what is said behind it. */
function told(event) {
  switch (event.kind) {
    case 'accepted': return ['flow', 'Accepted', `${event.by ? `from key ${event.by}` : 'by Carillon itself'}${event.requestId ? `, trace ${event.requestId}` : ''}`];
    case 'scheduled': return event.state === 'ready' ? ['flow', 'Due at once', html`not before <${Time} at=${event.until}/> was asked for, which was over by the clock of schedules`] : ['wait', 'Scheduled', html`not before <${Time} at=${event.until}/>`];
    case 'retried': return ['flow', 'Tried again', `by ${event.by}`];
    case 'rescheduled': return Date.parse(event.until) - Date.parse(event.at) < NOW ? ['flow', 'Asked to go now', `by ${event.by}`] : ['wait', 'Moved', html`to <${Time} at=${event.until}/> by ${event.by}`];
    case 'paused': return ['wait', 'Paused', `${event.rule}${event.by ? `, by ${event.by}` : ''}`];
    case 'resumed': return ['flow', 'Resumed', `${event.rule}, by ${event.by}`];
    case 'shifted': return ['wait', 'Time was moved', html`schedules ${ahead(event.rule)} forward${event.by ? `, by ${event.by}` : ''}; their clock showed <${Time} at=${event.until}/> then`];
    case 'gathered': return ['wait', 'Gathered', 'it says what another mail said'];
    case 'claimed': return ['flow', 'Picked up', `by the process ${event.node ?? '–'}`];
    case 'held': return ['wait', 'Held', html`${event.rule}${event.until && html` until <${Time} at=${event.until}/>`}${event.times > 1 ? `, ${event.times} times` : ''}`];
    case 'attempt': return [OUTCOME[event.attempt.outcome] ?? 'warn', `Attempt ${event.attempt.number}: ${WORDS[event.attempt.outcome] ?? event.attempt.outcome}`, event.reply ?? ''];
    case 'waits': return ['wait', event.state === 'scheduled' ? 'Waits for its time' : `Waits, ${event.state}`, html`${event.until && html`until <${Time} at=${event.until}/>`}${event.until && event.reply && ': '}${event.reply}`];
    case 'merged': return ['end', 'Merged', 'another mail says it'];
    case 'settled': return [event.state === 'sent' ? 'ok' : event.state === 'dead' ? 'bad' : 'end', `Ended: ${event.state}`, event.reply ?? ''];
    default: return ['end', event.kind, ''];
  }
}

/** What was waited for between two events. */
function waited(before, event) {
  if (event.kind === 'resumed') return ': it was paused';
  if (event.kind === 'retried') return ': until somebody tried it again';
  if (event.kind === 'waits') return ' so far';
  if (event.kind === 'shifted') return ': it waited for its time';
  if (event.kind !== 'claimed') return '';
  if (before.kind === 'attempt' && before.attempt.outcome !== 'sent') return ': it waited to be tried again';
  return before.kind === 'held' ? ': it was held' : ['scheduled', 'rescheduled'].includes(before.kind) ? ': it waited for its time' : '';
}

/** Where a phase has no reply, the last of an attempt says why it ended there; a connection that is open already says nothing. */
const connected = (step, steps) => step.phase === 'connect' && !step.reply && steps.some((one) => one.reply);
const reply = (step, steps, why) => step.reply ?? (step === steps.at(-1) ? why : connected(step, steps) ? 'it was connected already' : undefined) ?? '–';
const Talk = ({steps, why}) => html`<table class="talk"><thead><tr><th scope="col">Phase</th><th scope="col">The server said</th><th scope="col" class="right">Took</th></tr></thead>
  <tbody>${steps.map((step) => html`<tr><td>${step.phase}</td><td class="mono ${/^[45]/.test(step.reply ?? '') ? 'tone-bad' : ''}">${reply(step, steps, why)}</td><td class="num right">${connected(step, steps) ? '–' : span(step.millis)}</td></tr>`)}</tbody></table>`;

/** How long it has waited so far, as it goes on. */
const Since = ({at}) => span(Math.max(0, useNow(NOW) - Date.parse(at)));

function Event({event, before, open}) {
  const gap = before ? Date.parse(event.at) - Date.parse(before.at) : 0;
  const waits = event.kind === 'waits' && before;
  const [tone, title, said] = told(event);
  const text = event.kind === 'settled' && before?.reply === event.reply ? '' : said; // the attempt has said it
  const head = html`<h3>${title}</h3><span class="muted">${text}</span>`;
  const steps = event.attempt?.steps ?? [];
  return html`${(waits || gap > GAP) && html`<li class="gap" aria-label=${waits ? 'until now' : `${span(gap)} later`}><time></time><div class="rail"></div><p class="small muted">${waits ? html`<${Since} at=${before.at}/>` : span(gap)}${waited(before, event)}</p></li>`}
    <li>${event.kind === 'waits' ? html`<time class="small muted">now</time>` : html`<${Time} at=${event.at}/>`}<div class="rail tone-${tone}"><span class="mark"></span></div><div class="event">
      ${steps.length ? html`<details open=${open}><summary class="says">${head}</summary><div class="inner" tabindex="0" role="region" aria-label="Details of ${title}">
          <${Facts} of=${{Began: html`<${Time} at=${event.attempt.began}/>`, Node: event.attempt.node, Server: event.attempt.server}}/><${Talk} steps=${steps} why=${event.reply}/></div></details>`
        : html`<div class="says">${head}</div>`}
      ${event.mail && html`<p class="small"><a href=${`/console/mail/${event.mail}`}>The other mail</a></p>`}</div></li>`;
}

/** An address that is broken, where it must be, before its domain. */
const Address = ({of}) => { const at = of.lastIndexOf('@'); return html`${of.slice(0, at)}<wbr/>${of.slice(at)}`; };

function Timeline({mail, events}) {
  const [turned, turn] = useState(false);
  const [failures, only] = useState(false);
  const failed = (event) => event.kind === 'attempt' && event.attempt.outcome !== 'sent';
  useKey('f', 'Failures only', () => only(!failures));
  useKey('e', 'Newest first', () => turn(!turned));
  const last = events.findLast(failed);
  const notBefore = mail.sendAt ?? events.findLast((event) => ['scheduled', 'rescheduled'].includes(event.kind))?.until;
  let shown = events.filter((event) => !failures || failed(event));
  if (turned) shown = shown.toReversed();
  return html`<div class="cols"><${Card} title="What happened" pad side=${html`<div class="actions"><button class="quiet" aria-pressed=${failures} onClick=${() => only(!failures)}>Failures only</button>
      <button class="quiet" aria-pressed=${turned} onClick=${() => turn(!turned)}>Newest first</button></div>`}>
      <ol class="line">${shown.map((event, i) => html`<${Event} key=${event.at + event.kind} event=${event} before=${turned ? null : shown[i - 1]} open=${event === last}/>`)}</ol>${shown.length === 0 && html`<p class="muted">No attempt has failed.</p>`}<//>
    <${Card} title="Facts" pad><${Facts} of=${{Id: html`<code>${mail.id}</code>`, To: mail.to?.email && html`<${Address} of=${mail.to.email}/>`, User: mail.to?.userId ? html`<a href=${`/console/users/${mail.to.userId}`}>${mail.to.name ?? mail.to.userId}</a>` : mail.to?.email && may('users:read') && html`the mail names an address and no user. <a href=${query('/console/search', {q: mail.to.email})}>Who has the address</a>`,
      Template: mail.template && html`<a href=${`/console/templates/${mail.template}`}>${mail.template}</a>`, Topic: mail.topic, Priority: mail.priority, Accepted: html`<${Time} at=${mail.acceptedAt}/>`,
      [mail.state === 'retrying' ? 'Next attempt' : 'Not before']: WAITS.includes(mail.state) && notBefore && html`<${Time} at=${notBefore}/>`, Expires: mail.expiresAt && html`<${Time} at=${mail.expiresAt}/>`, Ended: mail.settledAt && html`<${Time} at=${mail.settledAt}/>`,
      'As it arrived': has('inbox') && may('inbox:read') && mail.settledAt && mail.state === 'sent' && mail.to?.email && html`<a href=${query('/console/inbox', {to: mail.to.email, message: mail.messageId})}>in the inbox</a>`, 'Message-ID': html`<code>${mail.messageId}</code>`, 'As curl': html`<${InShort} of=${curl('GET', `/v1/emails/${mail.id}/timeline`)}/>`}}/><//></div>`;
}

/** What it says, for who asks: it is kept apart from what became of it. */
function Content({id}) {
  const [open, show] = useState(false);
  const mail = useLoad(open ? `/v1/emails/${id}?content=true` : null);
  return may('mail:content') && html`<${Card} title="What it says" pad side=${!open && html`<button class="quiet" aria-pressed="false" onClick=${() => show(true)}>Show</button>`}>
    ${open ? html`<${Loading} of=${mail}>${({content}) => html`<pre tabindex="0" aria-label="Text">${content.text}</pre>${content.html && html`<p class="small muted">It has HTML too; where it arrived in the inbox, that shows it.</p>`}`}<//>` : html`<p class="muted">Not shown unasked: it may be private.</p>`}<//>`;
}

/** Another time for a mail that waits; an empty one means now. */
function Reschedule({mail, again}) {
  const dialog = useRef();
  const [busy, error, move] = useAction(async ({sendAt}) => {
    await ask('POST', `/v1/emails/${mail.id}/reschedule`, {sendAt: instant(sendAt) ?? new Date().toISOString()});
    dialog.current.close();
    again();
  });
  return may('mail:send') && html`<button onClick=${() => dialog.current.showModal()}>Reschedule</button><dialog ref=${dialog} aria-label="Reschedule"><form class="form" onSubmit=${form(move)}><h2>Reschedule</h2><${Field} label="Not before" hint="empty: now"><input type="datetime-local" name="sendAt" defaultValue=${mail.state === 'scheduled' ? typed(mail.sendAt) : ''}/><//>
    <div class="actions"><button class="primary" disabled=${busy}>Move it</button><button type="button" onClick=${() => dialog.current.close()}>Close</button></div><${Wrong} error=${error}/></form></dialog>`;
}

/** What speaks against another try, if anything does. */
const doubts = (perhaps, now) => (now || perhaps) && `${now && `This is broken on purpose now: ${now}. It will most likely fail again. `}${perhaps ? `${TWICE} ` : ''}Try all the same?`;

export function OneMail({id}) {
  const mail = useLoad(`/v1/emails/${id}`);
  const timeline = useLoad(`/v1/emails/${id}/timeline`);
  const {millis} = useShift();
  const faults = useFaults(Boolean(mail.data?.attempts?.some((one) => one.outcome !== 'sent')));
  const again = () => { mail.again(); timeline.again(); };
  useTopic(`emails.${id}`, useSoon(again, 100), again);
  const now = async () => { await ask('POST', `/v1/emails/${id}/reschedule`, {sendAt: new Date().toISOString()}); again(); };
  const act = (verb) => async () => { await ask('POST', `/v1/emails/${id}/${verb}`); again(); };
  return html`<${Loading} of=${mail}>${(m) => html`<${Head} above=${html`<a href="/console/mail">Mail</a>`} title=${m.subject ?? 'Erased'} note=${html`<${Chip} state=${m.state}/> ${verdict(m, timeline.data?.events, millis, faults)}`}>
      ${m.state === 'retrying' && html`<${Action} label="Try now" need="mail:send" primary=${!broken(faults)} run=${now} confirm=${doubts(m.attempts?.at(-1)?.outcome === 'unknown', broken(faults))}/>`}${m.state === 'scheduled' && html`<${Action} label="Send now" need="mail:send" run=${now} confirm="Send it now, and not at its time?"/>`}${WAITS.includes(m.state) && html`<${Reschedule} mail=${m} again=${again}/><${Action} label="Cancel the mail" danger need="mail:send" run=${act('cancel')} confirm="Cancel this mail? It is not sent then, and cannot be brought back."/>`}${GIVEN_UP.includes(m.state) && html`<${Action} label="Try again" need="mail:send" primary=${!broken(faults)} run=${act('retry')} confirm=${doubts(m.state === 'unknown', broken(faults))}/>`}${UNSENT.includes(m.state) && m.to?.email && may('mail:send') && html`<a href=${query('/console/mail', {new: 1, for: m.to.email, like: id})}>Write it again</a>`}<//>
    ${WAITS.includes(m.state) && html`<${Paused} template=${m.template}/>`}<${Loading} of=${timeline}>${(t) => html`<${Timeline} mail=${m} events=${t.events}/>`}<//>${m.subject && html`<${Content} id=${id}/>`}`}<//>`;
}
