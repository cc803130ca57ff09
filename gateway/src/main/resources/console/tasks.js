// Background work of all nodes as trees: what runs inside of what, what it waits for, and who holds that.
import { html, Action, Card, Chip, Head, Loading, num, span } from './ui.js';
import { ask, query } from './api.js';
import { useEvery } from './load.js';
import { usePage } from './list.js';
import { go } from './route.js';

const AT = '/console/tasks';

const Wait = ({wait}) => html`<p class="small">waits for <b>${wait.what}</b>${wait.heldBy.length > 0 && html`, held by <b>${wait.heldBy.join(', ')}</b>`}${wait.at && html` <code>${wait.at}</code>`}</p>`;

function Node({node, again}) {
  const {task} = node;
  const cancel = async () => { await ask('DELETE', `/v1/tasks/${task.id}`); again(); };
  return html`<li><div class="node"><${Chip} state=${node.waits.length ? 'waiting' : task?.state ?? 'running'}/><div class="grow"><b>${node.name}</b>${task && html` <span class="small muted">${task.owner === 'service' ? '' : `for ${task.owner}, `}on ${task.node}, started ${span(task.ageMillis)} ago</span>`}
      ${node.waits.map((wait) => html`<${Wait} wait=${wait}/>`)}${node.holds.length > 0 && html`<p class="small muted">holds ${node.holds.join(', ')}</p>`}${task?.failure && html`<p class="small wrong">${task.failure}</p>`}
      ${node.startedFrom && html`<p class="small muted">started at <code>${node.startedFrom}</code></p>`}</div>
      ${task?.cancellable && html`<${Action} label="Cancel" run=${cancel} confirm=${`Cancel ${node.name} of ${task.owner}? It stops where it stands: what it has done stays done, the rest is not done.${node.children.length ? ` So does what runs inside of it (${node.children.length}).` : ''}`}/>`}</div>
    ${node.children.length > 0 && html`<ul>${node.children.map((child, i) => html`<${Node} key=${child.task?.id ?? `${i} ${child.name}`} node=${child} again=${again}/>`)}</ul>`}</li>`;
}

const Trees = ({title, of, again, note}) => of.length > 0 && html`<${Card} title=${title} side=${note && html`<span class="small muted">${note}</span>`}><ul class="tree" aria-label=${title}>${of.map((node) => html`<${Node} key=${node.task.id} node=${node} again=${again}/>`)}</ul><//>`;

/** Whether it waits for work, as most do most of the time. */
const rests = (node) => node.children.length === 0 && node.waits.some((wait) => wait.what.startsWith('work'));

/** Those that wait for work, behind a line that counts them. */
const Resting = ({of, again}) => of.length > 0 && html`<section class="card pad" aria-label="At rest"><details class="short"><summary>${of.length === 1 ? 'One part of a service rests: it waits' : `${num(of.length)} parts of services rest: they wait`} for work</summary><ul class="tree" aria-label="At rest">${of.map((node) => html`<${Node} key=${node.task.id} node=${node} again=${again}/>`)}</ul></details></section>`;

function Tasks({filters}) {
  const page = usePage('tasks', filters);
  useEvery(2000, page.again);
  return html`<${Head} title="Tasks" note="Background work of all nodes, and what waits for what"/><${Loading} of=${page}>${({items, deadlocks, unanswered, next}) => {
    const asked = items.filter((node) => node.task.owner !== 'service');
    const parts = items.filter((node) => node.task.owner === 'service');
    return html`${deadlocks.map((line) => html`<p class="note tone-bad" role="alert">They wait for one another: ${line}</p>`)}
      ${unanswered.map((one) => html`<p class="note tone-warn" role="status">${one.node} does not answer (${one.reason}): its tasks are missing here.</p>`)}
      ${asked.length === 0 && !filters.cursor && !next && html`<section class="card"><p class="empty muted">Nothing that somebody asked for runs at the moment. A large export shows here while it is read.</p></section>`}
      <${Trees} title="Asked for" of=${asked} again=${page.again}/><${Trees} title="Parts of services" note="they cannot be cancelled" of=${parts.filter((node) => !rests(node))} again=${page.again}/><${Resting} of=${parts.filter(rests)} again=${page.again}/>
      ${(next || filters.cursor) && html`<div class="actions">${filters.cursor && html`<button onClick=${() => go(AT)}>First page</button>`}${next && html`<button onClick=${() => go(query(AT, {cursor: next}))}>Next page</button>`}</div>`}`;
  }}<//>`;
}

export const page = {path: 'tasks', title: 'Tasks', group: 'Run', key: 't', view: Tasks, need: 'admin'};
