// The processes, and who reaches whom: a row for each that asks, a column for each that is asked.
import { html, Card, Chip, Head, Loading, Rows, Time, span } from './ui.js';
import { useEvery, useLoad } from './load.js';

const clock = (c) => !c ? 'the reference' : Math.abs(c.aheadMillis) <= c.uncertaintyMillis ? `the same, within ${span(c.uncertaintyMillis)}`
  : `${span(Math.abs(c.aheadMillis))} ${c.aheadMillis > 0 ? 'ahead' : 'behind'}, give or take ${span(c.uncertaintyMillis)}`;

const schemas = (n) => Object.entries(n.schemas ?? {}).map(([name, version]) => `${name} ${version}`).join(', ');

const COLUMNS = [
  ['State', (n) => html`<${Chip} state=${n.answers && n.ready ? 'up' : 'down'}/>`],
  ['Name', (n) => html`<b>${n.name}</b>${n.place && n.place !== n.name && html` <span class="small muted">${n.place}</span>`}`],
  ['Services', (n) => n.answers ? n.services.join(', ') : 'does not answer'],
  ['Version', (n) => html`<span title=${schemas(n)}>${n.version ?? '–'}</span>`],
  ['Schemas', (n) => schemas(n) || '–', 'roomy'],
  ['Clock', (n) => n.answers ? clock(n.clock) : '–'],
  ['Since', (n) => html`<${Time} at=${n.startedAt}/>`]];

function Cell({from, to, links, at}) {
  if (from === to) return html`<td class="muted" aria-label="itself">·</td>`;
  const link = links.find((one) => one.from === from && one.to === to);
  if (!link) return html`<td class="muted">not known</td>`;
  if (link.ok) return html`<td class="tone-ok num">${link.latencyMillis === null || link.latencyMillis === undefined ? 'yes' : span(link.latencyMillis)}</td>`;
  return html`<td class="tone-bad">no answer${link.since && ` for ${span(Math.max(0, Date.parse(at) - Date.parse(link.since)))}`}</td>`;
}

const Matrix = ({of: {nodes, links, at}}) => html`<${Card} title="Who reaches whom" side=${html`<span class="small muted">there and back; rows ask, columns answer</span>`}><div class="list" tabindex="0" role="region" aria-label="Rows of who reaches whom"><table class="matrix">
  <thead><tr><th scope="col">From</th>${nodes.map((n) => html`<th scope="col">${n.name}</th>`)}</tr></thead>
  <tbody>${nodes.map((from) => html`<tr><th scope="row">${from.name}</th>${nodes.map((to) => html`<${Cell} from=${from.name} to=${to.name} links=${links} at=${at}/>`)}</tr>`)}</tbody></table></div><//>`;

function Shown({of}) {
  const {whole, troubles, nodes, restored} = of;
  const versions = new Set(nodes.filter((n) => n.version).map((n) => n.version));
  const alone = nodes.length === 1;
  return html`<section class="card pad notes" aria-label="State"><p><${Chip} state=${whole ? 'healthy' : 'look at it'}/> ${whole ? alone ? 'This is one process with all services in it. When it ends, no other takes over.' : 'Every process reaches every other.' : 'Something is wrong.'}</p>
      ${!whole && html`<ul class="notes" aria-label="Troubles">${troubles.map((line) => html`<li class="note tone-bad">${line}.</li>`)}</ul>`}
      ${versions.size > 1 && html`<p class="note tone-warn">More than one version runs: ${[...versions].join(', ')}.</p>`}</section>
    <${Card} title=${alone ? 'The process' : 'Processes'} side=${html`<span class="small muted">said by ${of.node}</span>`}><${Rows} label="Processes" items=${nodes} columns=${COLUMNS}/><//>
    ${!alone && html`<${Matrix} of=${of}/>`}
    ${restored.length > 0 && html`<${Card} title="Restored registrations"><ul class="rows">${restored.slice(0, 50).map((one) => html`<li><${Time} at=${one.at}/><code class="grow">${one.address}</code><span class="small muted">${one.node}</span></li>`)}</ul><//>`}`;
}

function Cluster() {
  const cluster = useLoad('/v1/cluster');
  useEvery(2000, cluster.again);
  return html`<${Head} title="Cluster" note="Processes, their clocks, and who reaches whom"/><${Loading} of=${cluster}>${(data) => html`<${Shown} of=${data}/>`}<//>`;
}

export const page = {path: 'cluster', title: 'Cluster', group: 'Run', key: 'c', view: Cluster, need: 'admin'};
