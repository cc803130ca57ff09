// One mail in a sentence that a person would say: where it stands, why, and what is to be done.
import { html, Time, span } from './ui.js';
import { query } from './api.js';
import { useEvery, useLoad, useNow } from './load.js';
import { has, may } from './me.js';
import { why as whySuppressed } from './suppressions.js';

/** What must be known before mail is sent again of which nobody knows whether it arrived. */
export const TWICE = 'It may have reached the recipient: the server did not say. Sent again, it may arrive twice.';
const LOOK = 2000;

/** How long until then, counted down. */
function Left({until, ahead = 0}) {
  const left = Math.max(0, Math.round((Date.parse(until) - ahead - useNow(1000)) / 1000));
  return html`<span class="num">${left < 10 ? `${left} s` : span(left * 1000)}</span>`;
}

/** What was broken on purpose at a time, as far as it is remembered, each with who began it: `[fault, actor]`. */
function brokenAt(at, audit) {
  const then = new Map();
  for (const {what, fault, actor} of audit.filter((one) => Date.parse(one.at) <= at).toReversed()) {
    if (what === 'began') then.set(fault, actor);
    else then.delete(fault);
  }
  return [...then];
}

/** What can be broken on purpose, followed where that is `wanted`, by who may know it. */
export function useFaults(wanted = true) {
  const faults = useLoad(wanted && has('faults') && may('admin') ? '/v1/faults' : null, {late: true});
  useEvery(LOOK, faults.again);
  return faults.error ? undefined : faults.data;
}

const active = (faults) => faults?.items.filter((one) => one.active) ?? [];
/** The names of what is broken on purpose now. */
export const broken = (faults) => active(faults).map((one) => one.name).join(', ');

/** What is broken on purpose now, and for how long; nothing if nothing is. */
export function Broken({faults}) {
  const now = active(faults);
  return now.length > 0 && html`Broken on purpose now: ${now.map((one, i) => html`${i > 0 && ', '}${one.name}, for <${Left} until=${one.until}/> more`)}; see <a href="/console/break">Break it</a>.`;
}

/** When the last of what was broken at a time was whole again; nothing while some of it is not, or if it is not remembered. */
function mendedAt(at, then, audit) {
  const ends = then.map(([fault]) => audit.findLast((one) => one.what === 'ended' && one.fault === fault && Date.parse(one.at) > at)?.at);
  return ends.every(Boolean) ? ends.toSorted().at(-1) : undefined;
}

/** Whether the cause was one that was made on purpose, and is over; `past` leaves out what is now. */
function cause(faults, last, past) {
  const failed = Date.parse(last);
  const then = brokenAt(failed, faults.audit);
  const mended = mendedAt(failed, then, faults.audit);
  return html`<br/>${then.length > 0 && html`On purpose, ${then.map(([fault, actor]) => `${fault} (by ${actor})`).join(', ')} was broken when it failed${mended && html`, until <${Time} at=${mended}/>`}. `}${!past && (broken(faults) ? html`<${Broken} faults=${faults}/>` : 'Nothing is broken on purpose now.')}`;
}

/** Whether the address still gets no mail of this topic, and why. */
function Suppressed({mail: {to, topic, settledAt}}) {
  const address = to?.email;
  const now = useLoad(address ? query('/v1/suppressions', {address}) : null, {late: true});
  const list = html`<a href=${query('/console/holds/suppressions', {address})}>suppressions</a>`;
  const fits = (suppression) => !suppression.topic || suppression.topic === topic;
  const one = now.data?.items.find(fits);
  const ended = useLoad(now.data && !one ? query('/v1/suppressions', {address, ended: true}) : null, {late: true});
  const past = ended.data?.items.find((it) => it.until && fits(it) && it.since <= settledAt && settledAt <= it.until);
  return html`It was not sent, and stays so. ${!now.data ? html`Its address was on the list of ${list}.` : one ? html`Its address is on the list of ${list}${one.topic && ` for the topic ${one.topic}`}${whySuppressed(one)}: take it off, then write it again.`
    : html`Its address was on the list of ${list}${past && html` until <${Time} at=${past.until}/>, when ${past.endedBy ?? 'the recipient'} took it off`}, and is not now: written again, it is sent.`}`;
}

/** One sentence that a person would say. */
export function verdict(mail, events = [], ahead = 0, faults = undefined) {
  const tries = mail.attempts?.length ?? 0;
  const until = events.findLast((event) => event.kind === 'waits')?.until;
  const failed = mail.attempts?.findLast((attempt) => attempt.outcome !== 'sent');
  const why = failed && faults && cause(faults, failed.at, mail.state === 'sent');
  const perhaps = mail.attempts?.find((attempt) => attempt.outcome === 'unknown')?.number;
  switch (mail.state) {
    case 'sent': return tries > 1 ? html`Sent on attempt ${tries}, ${span(Date.parse(mail.settledAt) - Date.parse(mail.acceptedAt))} after it was accepted.${perhaps ? ` Attempt ${perhaps} may have arrived too: then the recipient has it twice, with the same Message-ID.` : ''}${why}` : `Sent at the first attempt${events.some((event) => event.kind === 'shifted') ? ', after schedules were moved forward' : events.some((event) => event.kind === 'resumed') ? ', after a pause' : ''}.`;
    case 'dead': return html`${mail.reply && html`It ended with “${mail.reply}”. `}It will not be tried again by itself. When the cause is gone, try it again.${why}`;
    case 'unknown': return html`Perhaps it was sent: the server did not say. Try it again, or leave it.${why}`;
    case 'retrying': return html`Attempt ${tries + 1} comes by itself${until && html` at <${Time} at=${until}/>, <${Left} until=${until}/> from now`}.${why}`;
    case 'suppressed': return html`<${Suppressed} mail=${mail}/>`;
    case 'scheduled': return html`It waits${(until ?? mail.sendAt) && html` until <${Time} at=${until ?? mail.sendAt}/>${ahead > 0 && ' by the clock of schedules'}, <${Left} until=${until ?? mail.sendAt} ahead=${ahead}/> from now`}.${has('time') && html` The <a href="/console/time">time machine</a> gets there sooner.`}`;
    case 'held': return 'It is held; below is by what.';
    case 'ready': return events.findLast((event) => ['paused', 'resumed'].includes(event.kind))?.kind === 'paused' ? 'It waits until the pause ends.' : 'It waits for its turn.';
    default: return '';
  }
}
