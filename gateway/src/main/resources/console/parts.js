// Parts of some pages: tabs, text to copy, requests for a terminal, times that are typed, long lists that have no cursor.
import { useState } from 'preact/hooks';
import { html, Field, Rows, span } from './ui.js';
import { curl } from './api.js';
import { useEvery, useLoad } from './load.js';
import { may } from './me.js';

/** Copies a text, where the browser lets a page do that. */
export function Copy({text, label = 'Copy', primary}) {
  const [said, say] = useState('');
  const copy = () => Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject()).then(() => say('Copied'), () => say('The browser does not let a page copy here: mark it'));
  return html`<span><button type="button" class=${primary ? 'primary' : ''} onClick=${copy}>${label}</button> <span class="small muted" role="status">${said}</span></span>`;
}

/** A request as it is pasted into a terminal. */
export function Curl({method, path, body, streams}) {
  const text = curl(method, path, body, streams);
  return html`<div class="snippet"><pre tabindex="0" aria-label="The same in a terminal">${text}</pre><div><${Copy} text=${text}/>${may('admin') && text.includes('$KEY') && html` <span class="small muted">KEY is an API key: make one under <a href="/console/keys">Keys</a>.</span>`}</div></div>`;
}

/** The same where there is little room. */
export const InShort = ({of}) => html`<details class="short"><summary>show the command</summary><code>${of}</code></details>`;

/** Views beside one another: `[path, title]`. */
export const Tabs = ({label, at, of}) => html`<nav class="tabs" aria-label=${label}><ul>${of.map(([to, title]) => html`<li key=${to}><a href=${to} aria-current=${to === at ? 'page' : null}>${title}</a></li>`)}</ul></nav>`;

/** The name of a template: a choice of those that there are, or, where they are too many to choose from, a text. */
export function Template({value = '', required, chosen}) {
  const all = useLoad(may('mail:read') ? '/v1/templates?limit=200' : null, {late: true});
  if (all.error || all.data?.next || !may('mail:read')) return html`<input name="template" required=${required} defaultValue=${value} spellcheck="false"/>`;
  const names = new Set([value, ...(all.data?.items ?? []).map((one) => one.name)]);
  return html`<select name="template" required=${required} onChange=${(e) => chosen?.(e.target.value)}>${['', ...names].filter((name, i) => name || i === 0).map((name) => html`<option value=${name} selected=${name === value}>${name || (required ? 'choose one' : '–')}</option>`)}</select>`;
}

/** What the server says of one field; the pointer is that of the problem. */
export const at = (error, pointer) => error?.errors?.find((one) => one.pointer === pointer)?.detail;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** A name as it was typed; in place of one that is none a text that the server refuses, with all else that is wrong. */
export const named = (name = '') => NAME.test(name.trim()) ? name.trim() : '-';
/** The field for a name. What is none is said while it is typed, beside whatever the server says of other fields. */
export function Name({error, begin = '', typed}) {
  const [name, set] = useState(begin);
  const type = (e) => { set(e.target.value); typed?.(e.target.value); };
  return html`<${Field} label="Name" hint="letters, digits, . _ -" error=${name.trim() && !NAME.test(name.trim()) ? 'takes letters, digits, . _ and -, and begins with a letter or digit' : error}><input name="name" required spellcheck="false" autocomplete="off" value=${name} onInput=${type}/><//>`;
}

/** The zones that the browser knows, for a field that names them with `list="zones"`. */
export const Zones = () => html`<datalist id="zones">${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value=${zone}></option>`)}</datalist>`;

const LOOK = 5000;
/** Says that mail is paused: all of it, or that of a template. Nothing else would say why it stays. */
export function Paused({template}) {
  const all = useLoad(may('mail:read') ? '/v1/pauses' : null, {late: true});
  useEvery(LOOK, all.again);
  const pauses = (all.data?.items ?? []).filter((p) => !p.template || p.template === template);
  return pauses.length > 0 && html`<p class="note tone-warn" role="status"><b>${pauses[0].template ? `Mail of the template ${template} is paused` : 'All mail is paused'}</b>: it stays ready, and waits until <a href="/console/holds/pauses">the pause</a> ends.</p>`;
}

/** How many connections are open in all, whatever they listen to; nothing for who may not know, or where it is not `wanted`. */
export function useOpen(wanted = true) {
  const all = useLoad(wanted && may('mail:read') ? '/v1/overview' : null, {late: true});
  useEvery(LOOK, all.again);
  const sockets = all.data?.now.sockets;
  return sockets === undefined || sockets === null ? undefined : Math.round(sockets);
}

const two = (n) => String(n).padStart(2, '0');
/** What a field of the type `datetime-local` shows for an instant, and back. */
export function typed(instant) {
  if (!instant) return '';
  const d = new Date(instant);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
}
export const instant = (text) => text ? new Date(text).toISOString() : undefined;

const notJson = (e) => `is not JSON: ${e.message}. It looks like {"text": "Hello"}`;
/** What was typed as JSON. */
export function json(text) {
  try {
    return JSON.parse(text);
  } catch (e) {
    throw new Error(`This ${notJson(e)}`);
  }
}

/** Sends what was typed as JSON, an object. What is none is sent as a text, which the server refuses with all else that is wrong: all is said at once, each at its field. */
export async function withJson(text, pointer, send) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (e) {
    const refused = await send(text).then(() => new Error('A text was taken where JSON was meant: look at what was made'), (problem) => problem);
    if (refused.status === 400) refused.errors = [{pointer, detail: notJson(e)}, ...refused.errors.filter((one) => one.pointer !== pointer)];
    throw refused;
  }
  return send(value);
}

/** What a form says, without what is empty. */
export const said = (form) => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ''));
/** A form that does not leave the page. */
export const form = (run) => (e) => { e.preventDefault(); run(said(e.target), e.target); };

/** A duration of the API in milliseconds; none for what is no duration. */
export function millisOf(iso) {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso) ?? [];
  return (((days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60000 + (seconds ?? 0) * 1000;
}

/** The same in words; what is none stays as it is. */
export function lasts(iso) {
  const millis = millisOf(iso);
  return !millis ? iso : millis % 3600000 === 0 && millis < 172800000 ? `${millis / 3600000} h` : millis % 1000 === 0 && millis < 10000 ? `${millis / 1000} s` : span(millis);
}

/** A duration as the API reads it, of one as people write it: `2 days`, `1 hour`. */
export const duration = (text) => /^p/i.test(text) ? text.trim() : text.trim().replace(/(\d)\s*(d|h|m(?!s|o)|s)[a-z]*\s*/gi, (_, last, unit) => last + unit.toLowerCase());

const PIECE = 50;
/** Rows of a list that the API gives whole, a piece at a time. */
export function Pieces({items, ...more}) {
  const [from, set] = useState(0);
  const start = from < items.length ? from : 0;
  return html`<${Rows} ...${more} items=${items.slice(start, start + PIECE)}/>${items.length > PIECE && html`<div class="pad actions"><span class="muted">${start + 1} to ${Math.min(start + PIECE, items.length)} of ${items.length}</span>
    ${start > 0 && html`<button onClick=${() => set(0)}>First page</button>`}${start + PIECE < items.length && html`<button onClick=${() => set(start + PIECE)}>Next page</button>`}</div>`}`;
}
