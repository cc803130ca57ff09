// The figures of the last hour: a number, what it was at most, a line. What is not known is a dash and a gap.
import { html, num, span } from './ui.js';

const MINUTES = 60;
const MINUTE = 60000;

/** A value for each of the last 60 whole minutes, null where there is none. */
export function lastHour(minutes, at, name) {
  const known = new Map(minutes.map((minute) => [Date.parse(minute.at), minute[name]]));
  const first = Math.floor(Date.parse(at) / MINUTE) * MINUTE - MINUTES * MINUTE;
  return Array.from({length: MINUTES}, (_, i) => known.get(first + i * MINUTE) ?? null);
}

/** A line over the values, broken where there is none. */
function Spark({values, label}) {
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 0) || 1;
  const at = (value, i) => `${(i / (values.length - 1) * 100).toFixed(1)} ${(34 - value / top * 32).toFixed(1)}`;
  const runs = [];
  values.forEach((value, i) => {
    if (value === null) return;
    if (i === 0 || values[i - 1] === null) runs.push([]);
    runs.at(-1).push(at(value, i));
  });
  const line = (run) => `M${run.join('L')}${run.length === 1 ? 'h.01' : ''}`;
  const ground = (run) => `M${run[0].split(' ')[0]} 36L${run.join('L')}L${run.at(-1).split(' ')[0]} 36Z`;
  return html`<svg class="spark" viewBox="0 0 100 36" preserveAspectRatio="none" role="img" aria-label=${`${label}, minute by minute over the last hour${known.length ? '' : ': nothing is known yet'}`}>
    <path class="area" d=${runs.map(ground).join('')}/><path d=${runs.map(line).join('')}/></svg><span class="axis small muted" aria-hidden="true"><span>an hour ago</span><span>now</span></span>`;
}

const rate = (value) => value === null || value === undefined ? '–' : value > 0 && value < 0.1 ? value.toFixed(2) : value < 10 ? value.toFixed(1) : num(Math.round(value));
const count = (value) => num(value === null || value === undefined ? value : Math.round(value));
const time = (value) => value === null || value === undefined ? '–' : span(value * 1000);

function Figure({title, value, shown, note, values, to, hint}) {
  const highest = [...values, value ?? null].reduce((most, one) => one !== null && (most === null || one > most) ? one : most, null);
  const inside = html`<span class="muted">${title}</span><b class="num">${shown(value)}</b>
    <span class="small muted">${note ?? (highest === null ? 'the last hour is not known yet' : `highest minute of the last hour: ${shown(highest)}`)}</span><${Spark} values=${values} label=${title}/>`;
  return to ? html`<a class="figure" href=${to}>${inside}</a>` : html`<div class="figure" title=${hint}>${inside}</div>`;
}

/** Of `GET /v1/overview`. */
export function Figures({of: {at, now, minutes}}) {
  const values = (name) => lastHour(minutes, at, name);
  return html`<section class="card figures" aria-label="Figures of the last hour">
    <${Figure} title="Mails per second" value=${now.mailsPerSecond} shown=${rate} values=${values('mailsPerSecond')} to="/console/mail"/>
    <${Figure} title="Ready now" value=${now.ready} shown=${count} values=${values('ready')} to="/console/mail?state=ready" note=${now.ready === 0 ? 'nothing waits' : now.oldestReadySeconds ? `the oldest waits ${time(now.oldestReadySeconds)}` : 'the oldest has just come'}/>
    <${Figure} title="User events wait" value=${now.outboxLagSeconds} shown=${time} values=${values('outboxLagSeconds')} hint="Outbox lag: how long the oldest event of users has waited to be passed on, such as to the welcome mail"/>
    <${Figure} title="Live connections" value=${now.sockets} shown=${count} values=${values('sockets')} hint="Clients that listen live, over WebSocket; this page is one"/></section>`;
}
