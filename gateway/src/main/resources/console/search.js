// What a name, an address, an id or a piece of a subject lead to: users and mail, side by side.
import { html, Card, Chip, Head, Loading, Time } from './ui.js';
import { query } from './api.js';
import { useLoad } from './load.js';
import { may } from './me.js';

const FIRST = 10;
const isId = (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
const isAddress = (text) => /^[^\s@]+@[^\s@]+$/.test(text);
/** Where each is found: by its id alone, or in a list. */
const PLACES = {
  users: (q) => isId(q) ? [`/v1/users/${q}`] : [query('/v1/users', {q, limit: FIRST}), query('/console/users', {q})],
  mail: (q) => q.includes('@') && !isAddress(q) ? [null] : isId(q) ? [`/v1/emails/${q}`] : [query('/v1/emails', {...(isAddress(q) ? {to: q} : {subject: q}), limit: FIRST}), query('/console/mail', isAddress(q) ? {to: q} : {subject: q})]};

const only = (all, exact) => exact && all.some(exact) ? all.filter(exact) : all;

/** The first of a list, or the one of an id; where there is none, that is said. One that is asked for as a whole is shown alone. */
function Found({title, place: [path, all], row, exact}) {
  const found = useLoad(path);
  const of = !path ? {data: {items: [], note: 'Mail is found by a whole address.'}} : found.error?.status === 404 ? {data: {items: []}} : found;
  return html`<${Card} title=${title} side=${all && of.data?.items && (of.data.next || only(of.data.items, exact).length < of.data.items.length) && html`<a href=${all}>Show all</a>`}><${Loading} of=${of}>${(data) => html`<ul class="rows">${only(data.items ?? [data], exact).map(row)}
    ${data.items?.length === 0 && html`<li class="muted">${data.note ?? (data.next ? 'None of the latest. Show all looks further back.' : 'Nothing fits.')}</li>`}</ul>`}<//><//>`;
}

const User = (u) => html`<li key=${u.id}><${Chip} state=${u.active ? 'active' : 'inactive'}/><a class="cut grow" href=${`/console/users/${u.id}`}>${u.name}</a><span class="small muted cut">${u.email}</span></li>`;
const Mail = (m) => html`<li key=${m.id}><${Chip} state=${m.state}/><a class="cut grow" href=${`/console/mail/${m.id}`}>${m.subject ?? m.id}</a><span class="small muted cut">${m.to?.email}</span><${Time} at=${m.acceptedAt}/></li>`;

function Search({filters}) {
  const typed = filters.q ?? '';
  const q = isId(typed) ? typed.toLowerCase() : typed;
  return html`<${Head} title=${q ? `Search: ${q}` : 'Search'} note="Users by name or address, from the start of a word; mail by its whole address, or by a piece of its subject; both by id"/>
    ${q && html`<div class="stack">${may('users:read') && html`<${Found} title="Users" place=${PLACES.users(q)} row=${User} exact=${(u) => u.email.toLowerCase() === q.toLowerCase()}/>`}${may('mail:read') && html`<${Found} title="Mail" place=${PLACES.mail(q)} row=${Mail}/>`}</div>`}`;
}

export const page = {path: 'search', title: 'Search', view: Search, need: ['users:read', 'mail:read']};
