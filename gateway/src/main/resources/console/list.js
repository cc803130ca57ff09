// A list of the API: 50 rows and a cursor, in the address of the page.
import { useEffect, useState } from 'preact/hooks';
import { html, Loading, Rows } from './ui.js';
import { go } from './route.js';
import { query } from './api.js';
import { listOf } from './early.js';
import { useLoad } from './load.js';
import { instant, typed } from './parts.js';

/** A page of a view's list, by the filters and the cursor of the address. */
export const usePage = (view, filters, how) => useLoad(listOf(view, filters), how);

export function List({label, page, columns, at, filters = {}, empty}) {
  const to = (cursor) => query(at, {...filters, cursor});
  return html`<section class="card" aria-label=${label}><${Loading} of=${page}>${(data) => html`
    <${Rows} label=${label} columns=${columns} items=${data.items} empty=${empty}/>
    ${(data.next || filters.cursor) && html`<div class="pad actions">
      ${filters.cursor && html`<button onClick=${() => go(query(at, {...filters, cursor: undefined}))}>First page</button>`}
      ${data.next && html`<button onClick=${() => go(to(data.next))}>Next page</button>`}</div>`}`}<//></section>`;
}

/** A filter of the address: a choice, of words or of values with their words, or a text that waits for Enter. */
export function Filter({at, filters, name, label, choices, all = 'all'}) {
  const set = (value) => go(query(at, {...filters, cursor: undefined, [name]: value}), {replace: true});
  return html`<label class="field"><span>${label}</span>${choices
    ? html`<select value=${filters[name] ?? ''} onChange=${(e) => set(e.target.value)}><option value="">${all}</option>${choices.map((c) => { const [value, word] = [c].flat(); return html`<option value=${value}>${word ?? value}</option>`; })}</select>`
    : html`<input type="search" placeholder="then Enter" value=${filters[name] ?? ''} onChange=${(e) => set(e.target.value.trim())}/>`}</label>`;
}

/** Filters that few need: on a phone behind a button, unless they are used. */
export const More = ({used, children}) => html`<details class="more" open=${used || !matchMedia('(max-width: 560px)').matches}><summary>More filters</summary><div class="filters">${children}</div></details>`;

const PAUSE = 200;

/** A filter of the address that follows what is typed, when the typing pauses. */
export function Search({at, filters, name, label}) {
  const [text, type] = useState(filters[name] ?? '');
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === (filters[name] ?? '')) return undefined;
    const timer = setTimeout(() => go(query(at, {...filters, cursor: undefined, [name]: wanted}), {replace: true}), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => { if (text.trim() !== (filters[name] ?? '')) type(filters[name] ?? ''); }, [filters[name]]);
  return html`<label class="field"><span>${label}</span><input type="search" name=${name} value=${text} onInput=${(e) => type(e.target.value)}/></label>`;
}

/** A filter that is a time: local in the field, an instant in the address. */
export function When({at, filters, name, label}) {
  const set = (e) => go(query(at, {...filters, cursor: undefined, [name]: instant(e.target.value)}), {replace: true});
  return html`<label class="field"><span>${label}</span><input type="datetime-local" name=${name} value=${typed(filters[name])} onChange=${set}/></label>`;
}
