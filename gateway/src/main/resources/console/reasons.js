// Why mail was given up: a row for each reason, and all of a reason tried again, piece by piece.
import { useState } from 'preact/hooks';
import { html, Action, Card, Loading, Time, num } from './ui.js';
import { ask, query } from './api.js';
import { useEvery, useLoad } from './load.js';
import { TWICE } from './verdict.js';

const LOOK = 5000;

function Progress({of: {done, count, over}}) {
  const said = `${num(done)} ${done === 1 ? 'mail is' : 'mails are'} tried again${over ? '' : ', and it goes on'}`;
  return html`<div class="progress"><progress max=${Math.max(count, done)} value=${done} aria-label="Tried again"></progress><span class="small" role="status">${said}</span></div>`;
}

export function Reasons({state, changed}) {
  const groups = useLoad(query('/v1/emails/reasons', {state}), {late: true});
  const [progress, show] = useState({});
  useEvery(LOOK, groups.again);
  const retry = ({reason, count}) => async () => {
    let done = 0, cursor;
    try {
      do {
        const piece = await ask('POST', query('/v1/emails/retry', {state, reason, cursor}));
        done += piece.count;
        cursor = piece.next;
        show((all) => ({...all, [reason]: {done, count, over: !cursor}}));
      } while (cursor);
    } finally {
      groups.again();
      changed();
    }
  };
  return html`<${Card} title="Why it was given up" side=${groups.data?.counted > 0 && html`<span class="small muted">${groups.data.more ? `of the oldest ${num(groups.data.counted)}; there are more` : `${num(groups.data.counted)} in all`}</span>`}><${Loading} of=${groups}>${({items, more}) => {
    const gone = Object.keys(progress).filter((reason) => !items.some((group) => group.reason === reason));
    const number = (count) => `${num(count)}${more ? ' or more' : ''}`;
    return html`<ul class="rows" aria-label="Reasons">${items.map((group) => html`<li key=${group.reason}><span class="chip tone-bad num"><span class="mark"></span>${num(group.count)}${more ? '+' : ''}</span>
        <div class="grow"><code>${group.reason}</code><p class="small muted">${group.count > 1 && html`from <${Time} at=${group.oldest}/> to `}<${Time} at=${group.newest}/>, <a href=${`/console/mail/${group.example}`}>the last one</a></p>
          ${progress[group.reason] && html`<${Progress} of=${progress[group.reason]}/>`}</div>
        <${Action} need="mail:send" label="Try them again" run=${retry(group)}
          confirm=${`Try ${number(group.count)} ${group.count === 1 && !more ? 'mail' : 'mails'} again that ended with “${group.reason}”? They go to the queue at once.${state === 'unknown' ? ` ${TWICE}` : ''}`}/></li>`)}
      ${gone.map((reason) => html`<li key=${reason}><div class="grow"><code>${reason}</code><${Progress} of=${progress[reason]}/></div></li>`)}
      ${items.length + gone.length === 0 && html`<li class="muted">Nothing was given up.</li>`}</ul>`;
  }}<//><//>`;
}
