// What every page shares: state words, times, cards, lists, fields. No page-specific markup here.
import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import htm from 'htm';
import { may } from './me.js';
export const html = htm.bind(h);

export const TONE = { scheduled: 'wait', held: 'wait', ready: 'flow', sending: 'flow', retrying: 'warn', unknown: 'warn', sent: 'ok',
  dead: 'bad', cancelled: 'end', merged: 'end', suppressed: 'end', expired: 'end', active: 'ok', inactive: 'end', running: 'flow', waiting: 'wait',
  done: 'ok', failed: 'bad', up: 'ok', down: 'bad', healthy: 'ok', balanced: 'ok', 'look at it': 'bad', online: 'ok', connecting: 'wait', offline: 'warn', closed: 'end', revoked: 'end', paused: 'warn', off: 'end', on: 'ok' };
/** What a state means, for who rests on the word. */
const MEANS = {scheduled: 'waits for its time', held: 'a rule keeps it back', ready: 'waits for its turn', sending: 'a process sends it', retrying: 'failed, and is tried again by itself',
  unknown: 'perhaps sent: the server did not say', sent: 'the server has taken it', dead: 'given up; somebody may try it again', cancelled: 'called back before it was sent', merged: 'another mail says it too',
  suppressed: 'its address is on the list of suppressions', expired: 'its time was over before it was sent'};
export const num = (n) => n === undefined || n === null ? '–' : n.toLocaleString('en');
export function span(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.round(ms / 1000), m = Math.floor(s / 60), hours = Math.floor(m / 60);
  return s < 60 ? `${s} s` : m < 60 ? `${m} min${s % 60 ? ` ${s % 60} s` : ''}` : hours < 48 ? `${hours} h ${m % 60} min` : `${Math.floor(hours / 24)} days`;
}
/** The zone of all times that are shown. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const two = (n) => String(n).padStart(2, '0');
function local(at) {
  const d = new Date(at), clock = `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
  return d.toDateString() === new Date().toDateString() ? clock : `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clock}`;
}

export const Chip = ({ state, pulse }) => html`<span class="chip tone-${TONE[state] ?? 'end'} ${pulse ? 'pulse' : ''}" title=${MEANS[state]}><span class="mark"></span>${state}</span>`;
export const Time = ({ at }) => at ? html`<time class="small muted" datetime=${at} title="${at} (shown in ${ZONE})">${local(at)}</time>` : html`<span class="small muted">–</span>`;
export const Facts = ({ of }) => html`<dl>${Object.entries(of).filter(([, v]) => v !== undefined && v !== null && v !== '' && v !== false).map(([k, v]) => html`<dt>${k}</dt><dd>${v}</dd>`)}</dl>`;
export function Card({ title, side, children, pad }) {
  return html`<section class="card" aria-label=${title}><header><h2>${title}</h2>${side}</header><div class=${pad ? 'pad' : ''}>${children}</div></section>`;
}
export function Bar({ parts, label }) {
  return html`<div class="bar" role="img" aria-label=${label}>${parts.map((p) => html`<span class="tone-${TONE[p.state] ?? 'end'}" style=${{ flexGrow: p.count }}></span>`)}</div>`;
}
export const Head = ({ title, note, above, children }) => html`<div class="head"><div>${above && html`<p class="small">${above}</p>`}<h1>${title}</h1>${note && html`<p class="muted">${note}</p>`}</div><div class="actions">${children}</div></div>`;
const field = ({ pointer, detail }) => `${pointer.replace(/^\//, '')} ${detail}`;
export const Wrong = ({ error }) => error ? html`<p class="wrong" role="alert">${error.errors?.length === 1 ? field(error.errors[0]) : error.message}${error.errors?.length > 1 ? html`<br/>${error.errors.map(field).join('; ')}` : ''}</p>` : null;
/** What the browser finds wrong is said in the field's place, as what the server says is; in no bubble. */
export function Field({ label, hint, error, children }) {
  const [missing, tell] = useState();
  const invalid = (e) => { e.preventDefault(); tell(e.target.validationMessage); e.target.form?.querySelector(':invalid').focus(); };
  useEffect(() => tell(undefined), [label, error]); // another field may stand in its place by now
  const said = missing ?? error;
  return html`<label class="field" onInvalidCapture=${invalid} onInput=${() => tell(undefined)}><span>${label}${hint && html` (${hint})`}</span>${children}${said && html`<em class="wrong small" role="alert">${said}</em>`}</label>`;
}

/**
 * A button that does something on the server; what it refuses is said beside it. `need` is the scope without which it is not drawn,
 * `confirm` what is asked first; with `typed` that text has to be typed too. `danger` is for what cannot be undone.
 */
export function Action({ label, run, primary, danger, quiet, confirm, need, typed }) {
  const [state, set] = useState({});
  const [text, type] = useState('');
  const dialog = useRef();
  const [asks, ask] = useState(); // the question stays as it was when it was opened, and what its button does
  if (need && !may(need)) return null;
  const asked = asks ?? { confirm, label, run };
  const act = async (what) => {
    type('');
    set({ busy: true });
    try { await what(); set({}); } catch (error) { set({ error }); }
  };
  return html`<span><button class=${primary ? 'primary' : danger ? 'danger' : quiet ? 'quiet' : ''} disabled=${state.busy} onClick=${confirm ? () => { ask({ confirm, label, run }); dialog.current.showModal(); } : () => act(run)}>${label}</button> <${Wrong} error=${state.error}/>
    ${(confirm || asks) && html`<dialog ref=${dialog} aria-label=${label} onClose=${() => ask(undefined)}><form method="dialog" class="form"><p>${asked.confirm}</p>
      ${typed && html`<${Field} label=${`Type ${typed} to go on`}><input value=${text} autocomplete="off" spellcheck="false" onInput=${(e) => type(e.target.value)}/><//>`}
      <div class="actions"><button type="button" class=${danger ? 'danger' : 'primary'} disabled=${typed && text.trim() !== typed} onClick=${() => { dialog.current.close(); act(asked.run); }}>${asked.label}</button><button autofocus>Close</button></div></form></dialog>`}</span>`;
}

/** For what appears below: a ref that brings it into sight. */
export const inSight = (element) => element?.scrollIntoView({block: 'nearest'});

/** Nothing for 150 ms, then a word; an error with its words. */
export function Loading({ of, children }) {
  const [late, set] = useState(false);
  useEffect(() => { const timer = setTimeout(() => set(true), 150); return () => clearTimeout(timer); }, []);
  if (of.data) return html`<${Wrong} error=${of.error}/>${children(of.data)}`;
  if (of.error) return html`<div class="empty"><${Wrong} error=${of.error}/><p><button onClick=${of.again}>Try again</button></p></div>`;
  return late ? html`<p class="empty muted" role="status">Loading</p>` : html`<p class="empty"></p>`;
}

/** A click anywhere in a row is one on the link in its first two cells, unless it met something else or marks text. */
function follow(e) {
  if (!e.target.closest('a, button, input, select, dialog') && getSelection().isCollapsed) e.currentTarget.querySelector('td:nth-child(-n+2) a')?.click();
}

/** What is cut for want of room can be read as its title. */
const Cell = ({name, of, type}) => html`<td role="cell" class=${type ?? ''} data-name=${name} title=${typeof of === 'string' ? of : null}>${of}</td>`;

/** As many rows as a screen shows. */
const SCREEN = 20;

/** Rows of a page of a list. Columns: `[name, row => what is shown, class]`. Those of the first screen are painted first, because a table is laid out as a whole. */
export function Rows({ label, columns, items, empty }) {
  const [seen, see] = useState(SCREEN);
  useEffect(() => {
    const timer = items.length > seen && setTimeout(() => see(Infinity));
    return () => clearTimeout(timer);
  }, [items.length > seen]);
  if (!items.length) return html`<div class="empty">${empty ?? html`<p class="muted">There is nothing.</p>`}</div>`;
  return html`<div class="list" tabindex="0" role="region" aria-label=${`Rows of ${label}`}><table class="lines" role="table"><thead role="rowgroup"><tr role="row">${columns.map(([name, , type]) => html`<th scope="col" role="columnheader" class=${type ?? ''}>${name}</th>`)}</tr></thead>
    <tbody role="rowgroup">${items.slice(0, seen).map((item) => html`<tr role="row" key=${item.id ?? item.name ?? item.pattern ?? JSON.stringify(item)} onClick=${follow}>${columns.map(([name, shown, type]) => html`<${Cell} name=${name} type=${type} of=${shown(item)}/>`)}</tr>`)}</tbody></table></div>`;
}
