// The time machine: how far schedules are ahead, told on every page, and the way forward. There is none back.
import { useEffect, useState } from 'preact/hooks';
import { html, Action, Card, Field, Head, Rows, Time } from './ui.js';
import { ask } from './api.js';
import { has, may } from './me.js';
import { useEvery, useLoad } from './load.js';
import { duration } from './parts.js';

const LOOK = 10000;
/** An event of the window: this tab has moved time. */
const MOVED = 'carillon:time';
const WAYS = [['1 hour', 'PT1H'], ['1 day', 'P1D'], ['1 week', 'P7D']];
const UNITS = [['days', 86400], ['h', 3600], ['min', 60], ['s', 1]];

/** A shift as the API has it, in words: days first, and nothing for none. */
export function ahead(iso) {
  const [, hours, minutes, seconds] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(iso) ?? [];
  let left = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Math.floor(seconds ?? 0);
  return UNITS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count ? `${count} ${count === 1 && unit === 'days' ? 'day' : unit}` : '';
  }).filter(Boolean).join(' ');
}

/** How far schedules are ahead, in words, and what their clock shows; nothing where it cannot be moved. */
export function useShift() {
  const time = useLoad(has('time') ? '/v1/time' : null, {late: true});
  useEvery(LOOK, time.again);
  useEffect(() => {
    addEventListener(MOVED, time.again);
    return () => removeEventListener(MOVED, time.again);
  }, []);
  return {shift: time.data && ahead(time.data.shift), now: time.data?.now};
}

/** What every page says while schedules are ahead. */
export function Shifted() {
  const {shift} = useShift();
  return shift ? html`<section class="shifted" aria-label="Time"><span class="spare">Time is shifted: </span>schedules run ${shift} ahead.${may('admin') && html` <a href="/console/time">Time machine</a>`}</section>` : null;
}

const SOME = 20;
/** What goes out sooner: mail that waits for a time or is held, and the next run of each broadcast. */
function Waiting({moved}) {
  const lists = [useLoad(may('mail:read') ? `/v1/emails?state=scheduled&limit=${SOME}` : null), useLoad(may('mail:read') ? `/v1/emails?state=held&limit=${SOME}` : null), useLoad(`/v1/broadcasts?limit=${SOME}`)];
  const again = () => lists.forEach((one) => one.again());
  useEvery(LOOK, again);
  useEffect(again, [moved]);
  const [scheduled, held, broadcasts] = lists.map((one) => one.data?.items ?? []);
  const all = [...[...scheduled, ...held].map((m) => ({id: m.id, at: m.sendAt, kind: `Mail to ${m.to?.email ?? 'nobody'}`, title: m.subject ?? m.id, to: `/console/mail/${m.id}`})),
    ...broadcasts.filter((b) => b.enabled && b.next[0]).map((b) => ({id: b.name, at: b.next[0], kind: 'Broadcast', title: b.name, to: `/console/broadcasts/${b.name}`}))];
  all.sort((a, b) => Date.parse(a.at ?? 0) - Date.parse(b.at ?? 0));
  return html`<${Card} title="What waits for its time"><${Rows} label="What waits" items=${all} columns=${[['Not before', (one) => html`<${Time} at=${one.at}/>`], ['What', (one) => html`<a href=${one.to}>${one.title}</a>`], ['Kind', (one) => one.kind]]}/>
    ${lists.some((one) => one.data?.next) && html`<p class="pad muted">There is more: these are the latest ${SOME} of each kind.</p>`}<//>`;
}

const asks = (way) => `Move time forward by ${way}? Everything that is scheduled until then goes out at once: digests, mail of a certain time, broadcasts. There is no way back but a new data folder.`;

function TimeMachine() {
  const {shift, now} = useShift();
  const [way, set] = useState('');
  const [told, tell] = useState('');
  const move = (forward) => async () => {
    await ask('POST', '/v1/time', {forward});
    set('');
    tell(html`Schedules went ${forward.replace(/^PT?/, '').toLowerCase()} forward. What is due by now goes out: <a href="/console/mail">mail</a>, <a href="/console/broadcasts">broadcasts</a>.`);
    dispatchEvent(new Event(MOVED));
  };
  return html`<${Head} title="Time machine" note="What is scheduled goes out sooner; who moved time is told under Break it"/><${Card} title="Move time forward" pad><div class="notes"><p class="muted">Schedules, windows, quiet hours and broadcasts go by a clock that can be moved forward, and not back${now && html`; it shows <${Time} at=${now}/>${shift && html`, <b>${shift}</b> ahead`}`}. Retries, keys and what is kept go by the real clock. Who wants the real time back starts <code>up</code> with another <code>--data</code> folder.</p>
    <div class="filters">${WAYS.map(([label, iso]) => html`<${Action} key=${iso} label=${`Forward ${label}`} danger run=${move(iso)} confirm=${asks(label)}/>`)}
      <${Field} label="Another step" hint="such as 36h or 3d"><input value=${way} autocomplete="off" spellcheck="false" onInput=${(e) => set(e.target.value)}/><//>${way.trim() ? html`<${Action} label="Forward" danger run=${move(duration(way))} confirm=${asks(duration(way))}/>` : html`<button disabled>Forward</button>`}</div><p class="small" role="status">${told}</p></div><//>
    <${Waiting} moved=${shift}/>`;
}

export const page = {path: 'time', title: 'Time machine', group: 'Play', view: TimeMachine, need: 'admin', part: 'time'};
