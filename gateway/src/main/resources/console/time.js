// The time machine: how far schedules are ahead, told on every page, and the way forward. There is none back.
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { html, Action, Card, Field, Head, Loading, Rows, Time } from './ui.js';
import { ask } from './api.js';
import { has, may } from './me.js';
import { useTopic } from './live.js';
import { useEvery, useLoad, useNow, useSoon } from './load.js';
import { duration, millisOf } from './parts.js';

const LOOK = 10000;
/** An event of the window: this tab has moved time. */
const MOVED = 'carillon:time';
const WAYS = [['1 hour', 'PT1H'], ['1 day', 'P1D'], ['1 week', 'P7D']];
/** A step as the API reads it. */
const STEP = /^(p.+|(\d+[dhms])+)$/i;
const UNITS = [['days', 86400], ['h', 3600], ['min', 60], ['s', 1]];

/** A shift as the API has it, in words: days first, and nothing for none. */
export function ahead(iso) {
  let left = Math.floor(millisOf(iso) / 1000);
  return UNITS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count ? `${count} ${count === 1 && unit === 'days' ? 'day' : unit}` : '';
  }).filter(Boolean).join(' ');
}

/** Runs when this tab has moved time. */
function useMoved(what) {
  useEffect(() => {
    addEventListener(MOVED, what);
    return () => removeEventListener(MOVED, what);
  }, [what]);
}

/** How far schedules are ahead, in words, and what their clock shows; nothing where it cannot be moved. */
export function useShift() {
  const time = useLoad(has('time') ? '/v1/time' : null, {late: true});
  useEvery(LOOK, time.again);
  useMoved(time.again);
  return {shift: time.data && ahead(time.data.shift), millis: time.data && millisOf(time.data.shift), now: time.data?.now};
}

const SECOND = 1000;
/** A clock that showed `at` when this was told, and goes on. */
function Clock({at}) {
  const off = useMemo(() => Date.parse(at) - Date.now(), [at]);
  return html`<${Time} at=${new Date(useNow(SECOND) + off).toISOString()}/>`;
}

/** What every page says while schedules are ahead. */
export function Shifted() {
  const {shift} = useShift();
  return shift ? html`<section class="shifted" aria-label="Time"><span class="spare">Time is shifted: </span>schedules run ${shift} ahead.${may('admin') && html` <a href="/console/time">Time machine</a>`}</section>` : null;
}

const SOME = 200;
const byTime = (all, of) => all.toSorted((a, b) => Date.parse(of(a)) - Date.parse(of(b)));
const of = (title, load, columns, empty) => html`<${Card} title=${title}><${Loading} of=${load}>${({items, next}) => html`<${Rows} label=${title} items=${items} columns=${columns} empty=${html`<p class="muted">${next ? `None of the first ${SOME}` : empty}.</p>`}/>${next && html`<p class="pad muted">There is more: this is of the first ${SOME} that were looked at.</p>`}`}<//><//>`;
/** What goes out sooner: mail that waits for its time, and the next run of each broadcast. */
function Waiting({now}) {
  const mails = useLoad(may('mail:read') ? `/v1/emails?state=scheduled&limit=${SOME}` : null);
  const broadcasts = useLoad(`/v1/broadcasts?limit=${SOME}`);
  const again = useCallback(() => { mails.again(); broadcasts.again(); }, [mails.again, broadcasts.again]);
  const soon = useSoon(again);
  useEvery(LOOK, again);
  useTopic(may('mail:read') ? 'emails' : null, soon, again);
  useMoved(again);
  const at = (time) => now && time < now ? 'now' : html`<${Time} at=${time}/>`;
  const sorted = (load, items) => ({...load, data: load.data && {...load.data, items: items(load.data.items)}});
  return html`<div class="cols even">${may('mail:read') && of('Mail that waits for its time', sorted(mails, (all) => byTime(all.filter((m) => m.sendAt), (m) => m.sendAt)), [['Not before', (m) => at(m.sendAt)], ['Mail', (m) => html`<a href=${`/console/mail/${m.id}`}>${m.subject ?? m.id}</a>`], ['To', (m) => m.to?.email ?? '–', 'spare']], html`No mail waits for a time${may('mail:send') && html`; <a href="/console/mail?new=1">send one</a> that does`}`)}
    ${of('Next runs of broadcasts', sorted(broadcasts, (all) => byTime(all.filter((b) => b.enabled && b.next[0]).map((b) => ({...b, id: b.name})), (b) => b.next[0])), [['Due', (b) => at(b.next[0])], ['Broadcast', (b) => html`<a href=${`/console/broadcasts/${b.name}`}>${b.name}</a>`]], 'No broadcast has a time')}</div>
    <p class="muted">These are times of the clock of schedules. Mail that quiet hours hold goes sooner too.</p>`;
}

const asks = (way) => `Move time forward by ${way}? What is scheduled until then goes out at once: digests, mail of a certain time; a broadcast that would have run meanwhile runs once. There is no way back but a new data folder.`;

function TimeMachine() {
  const {shift, now} = useShift();
  const [way, set] = useState('');
  const [told, tell] = useState('');
  const move = (forward, words) => async () => {
    await ask('POST', '/v1/time', {forward});
    set('');
    tell(html`Schedules went ${words} forward. What is due by now goes out: <a href="/console/mail">mail</a>, <a href="/console/broadcasts">broadcasts</a>.`);
    dispatchEvent(new Event(MOVED));
  };
  return html`<${Head} title="Time machine" note=${html`What is scheduled goes out sooner. Who moved time is told under <a href="/console/break">Break it</a>`}/><${Card} title="Move time forward" pad><div class="notes"><p class="muted">Schedules, windows, quiet hours and broadcasts go by a clock that can be moved forward, and not back${now && html`; it shows <b><${Clock} at=${now}/></b>${shift && html`, <b>${shift}</b> ahead`}`}. Retries, keys and what is kept go by the real clock. Who wants the real time back starts <code>up</code> with another <code>--data</code> folder.</p>
    <div class="filters">${WAYS.map(([label, iso]) => html`<${Action} key=${iso} label=${`Forward ${label}`} danger run=${move(iso, label)} confirm=${asks(label)}/>`)}
      <span class="filters"><${Field} label="Another step" hint="such as 36h or 3d" error=${way.trim() && !STEP.test(duration(way)) && 'is no step of time: write 90m, 36h or 3d'}><input value=${way} autocomplete="off" spellcheck="false" onInput=${(e) => set(e.target.value)}/><//>${STEP.test(duration(way)) ? html`<${Action} label="Forward" danger run=${move(duration(way), way.trim())} confirm=${asks(way.trim())}/>` : html`<button disabled>Forward</button>`}</span></div><p class="small" role="status">${told}</p></div><//>
    <${Waiting} now=${now}/>`;
}

export const page = {path: 'time', title: 'Time machine', group: 'Play', view: TimeMachine, need: 'admin', part: 'time'};
