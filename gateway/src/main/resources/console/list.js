// A list of the API: 50 rows and a cursor, in the address of the page.
import { html, Loading, Rows } from './ui.js';
import { go } from './route.js';
import { query } from './api.js';
import { useLoad } from './load.js';

/** Filters and cursor of the address, as the API's path. */
export function usePage(path, filters, {limit = 50} = {}) {
  return useLoad(query(path, {...filters, limit}));
}

export function List({label, page, columns, at, filters = {}, empty}) {
  const to = (cursor) => query(at, {...filters, cursor});
  return html`<section class="card" aria-label=${label}><${Loading} of=${page}>${(data) => html`
    <${Rows} label=${label} columns=${columns} items=${data.items} empty=${empty}/>
    ${(data.next || filters.cursor) && html`<div class="pad actions">
      ${filters.cursor && html`<button onClick=${() => go(query(at, {...filters, cursor: undefined}))}>First page</button>`}
      ${data.next && html`<button onClick=${() => go(to(data.next))}>Next page</button>`}</div>`}`}<//></section>`;
}

/** A filter of the address: a choice or a text that waits for Enter. */
export function Filter({at, filters, name, label, choices}) {
  const set = (value) => go(query(at, {...filters, cursor: undefined, [name]: value}), {replace: true});
  return html`<label class="field"><span>${label}</span>${choices
    ? html`<select value=${filters[name] ?? ''} onChange=${(e) => set(e.target.value)}><option value="">all</option>${choices.map((c) => html`<option value=${c}>${c}</option>`)}</select>`
    : html`<input type="search" value=${filters[name] ?? ''} onChange=${(e) => set(e.target.value.trim())}/>`}</label>`;
}
