// What a topic says, as it says it: by the product's own client, with its gaps, and never more rows than fit.
import { useEffect, useRef, useState } from 'preact/hooks';
import { html, Card, Time, num } from './ui.js';
import { connection } from './live.js';
import { useKey } from './keyboard.js';

const MOST = 200;

/** `{rows, fresh, people, refused, began}`: the latest rows, and how many have come that are not shown yet. Nothing is drawn while it is held or the tab is hidden. */
export function useTail(topic, {held, oldest, presence}) {
  const [shown, show] = useState({rows: [], fresh: 0});
  const all = useRef({});
  all.current.held = held;
  const draw = useRef();
  useEffect(() => {
    let ids = 0, rows = [], fresh = 0, asked;
    draw.current = () => {
      asked = undefined;
      if (document.hidden) return;
      if (all.current.held) return show((before) => ({...before, fresh}));
      fresh = 0;
      show((before) => ({...before, rows: [...rows], fresh}));
    };
    const add = (row) => {
      rows.unshift({...row, id: ++ids});
      if (rows.length > MOST) rows.pop();
      fresh++;
      asked ??= requestAnimationFrame(draw.current);
    };
    const say = (more) => show((before) => ({...before, ...more}));
    say({rows: [], fresh: 0, refused: undefined, people: undefined, nobody: undefined});
    const subscription = connection().subscribe(topic, {
      message: (data, frame) => add({at: frame.at ?? new Date().toISOString(), seq: frame.seq, data}),
      gap: ({from, to}) => add({at: new Date().toISOString(), gap: from ? `${num(from)} to ${num(to)} were lost` : `what came before ${num(to + 1)} was missed`}),
      subscribed: () => say({began: true}),
      refused: (error) => say({refused: error}),
      ...(presence ? {presence: (people) => say({people}), presenceRefused: (error) => say({nobody: error})} : {}),
    }, oldest ? {since: 0} : {});
    const seen = () => draw.current();
    document.addEventListener('visibilitychange', seen);
    return () => {
      subscription.close();
      cancelAnimationFrame(asked);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [topic, oldest, presence]);
  useEffect(() => draw.current(), [held]);
  return shown;
}

/** On one line; of a broadcast its name and what it says. */
const brief = (data) => JSON.stringify(data?.fireAt && data.payload ? {[data.name]: data.payload} : data);

const Row = ({row}) => row.gap ? html`<li class="tone-warn"><${Time} at=${row.at}/><p class="note grow">Gap: ${row.gap}</p></li>`
  : html`<li><details class="grow"><summary class="says"><${Time} at=${row.at}/><span class="small muted num" title="Its number on this topic">${row.seq && `no. ${row.seq}`}</span><code class="cut grow">${brief(row.data)}</code></summary><pre tabindex="0" aria-label="Message ${row.seq}">${JSON.stringify(row.data, null, 2)}</pre></details></li>`;

/** The tail of a topic, with a button that freezes it. */
export function Tail({topic, tail, held, hold, children}) {
  useKey('p', 'Freeze the list', () => hold(!held));
  const {rows, fresh, refused, began} = tail;
  return html`<${Card} title="Tail" side=${html`<div class="actions"><span class="small muted num" role="status">${held && fresh > 0 ? `${num(fresh)} new${fresh > MOST ? `, the latest ${MOST} are kept` : ''}` : ''}</span>${children}
      <button class="quiet" aria-pressed=${held} onClick=${() => hold(!held)}>Freeze</button></div>`}>
    ${refused ? html`<p class="empty wrong" role="alert">${refused.message}</p>` : rows.length === 0 ? html`<p class="empty muted">${began ? `Nothing was said on ${topic} since this page was opened.` : 'Connecting.'}</p>`
      : html`<ul class="rows tail messages" aria-label="Messages">${rows.map((row) => html`<${Row} key=${row.id} row=${row}/>`)}</ul>`}<//>`;
}
