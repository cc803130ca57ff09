import { useRef } from 'preact/hooks';
import { html, Action, Card, Chip, Facts, Field, Head, Loading, Time, Wrong } from './ui.js';
import { ask } from './api.js';
import { useAction, useLoad } from './load.js';
import { useTopic } from './live.js';
import { Filter, List, usePage } from './list.js';
import { go } from './route.js';

const AT = '/console/users';
const COLUMNS = [
  ['Name', (u) => html`<a href=${`${AT}/${u.id}`}>${u.name}</a>`],
  ['Address', (u) => u.email],
  ['External id', (u) => u.externalId ?? '–'],
  ['State', (u) => html`<${Chip} state=${u.active ? 'active' : 'inactive'}/>`],
  ['Since', (u) => html`<${Time} at=${u.createdAt}/>`]];
const given = (form) => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim() || null]));

function UserForm({user, save, label}) {
  const form = useRef();
  const [busy, error, run] = useAction(() => save(given(form.current)));
  const field = (name, title, more) => html`<${Field} label=${title}><input name=${name} defaultValue=${user?.[name] ?? ''} ...${more}/><//>`;
  return html`<form class="form" ref=${form} onSubmit=${(e) => { e.preventDefault(); run(); }}>${field('name', 'Name', {required: true})}${field('email', 'Address', {type: 'email', required: true})}
    ${field('locale', 'Language, such as de-CH')}${field('zone', 'Time zone, such as Europe/Zurich')}${field('externalId', 'External id')}
    <div class="actions"><button class="primary" disabled=${busy}>${label}</button></div><${Wrong} error=${error}/></form>`;
}

function UserList({filters}) {
  const {new: making, ...asked} = filters;
  const page = usePage('/v1/users', {sort: '-createdAt', ...asked});
  useTopic('users.changed', () => asked.cursor || page.again(), page.again);
  const create = async (user) => go(`${AT}/${(await ask('POST', '/v1/users', Object.fromEntries(Object.entries(user).filter(([, v]) => v !== null)))).id}`);
  return html`<${Head} title="Users"><a href=${`${AT}?new=1`}>New user</a><//>
    ${making && html`<${Card} title="New user" pad><${UserForm} save=${create} label="Create"/><//>`}
    <div class="filters"><${Filter} at=${AT} filters=${asked} name="q" label="Beginnings of words"/><${Filter} at=${AT} filters=${asked} name="active" label="Active" choices=${['true', 'false']}/></div>
    <${List} label="Users" page=${page} columns=${COLUMNS} at=${AT} filters=${asked}
      empty=${html`<p class="muted">${asked.q ? html`Nobody is found by ${asked.q}. <a href=${AT}>Clear it</a>.` : html`Nobody is here yet. <a href=${`${AT}?new=1`}>Create the first</a>.`}</p>`}/>`;
}

function Audit({id}) {
  const audit = useLoad(`/v1/users/${id}/audit?limit=20`);
  return html`<${Card} title="Audit" pad><${Loading} of=${audit}>${(data) => html`<ol class="line">${data.items.map((entry) => html`<li><${Time} at=${entry.at}/><div class="rail tone-flow"><span class="mark"></span></div>
    <div class="event"><div class="says"><h3>${entry.action}</h3><span class="muted">by ${entry.actor}</span></div>${entry.changes.map((c) => html`<p class="small">${c.field}: ${c.before ?? '–'} → ${c.after ?? '–'}</p>`)}</div></li>`)}</ol>`}<//><//>`;
}

function OneUser({id}) {
  const all = useLoad(`/v1/users/${id}/overview`);
  useTopic('users.changed', (change) => change.id === id && all.again(), all.again);
  const user = all.data?.user.data;
  const save = async (changed) => {
    await ask('PATCH', `/v1/users/${id}`, changed, {etag: `"v${user.version}"`});
    all.again();
  };
  const act = (verb) => async () => { await ask('POST', `/v1/users/${id}/${verb}`); all.again(); };
  const erase = async () => {
    if (window.prompt(`${user.name}, the profile and all that mail said are erased for good. Type the address to go on.`) === user.email) {
      await ask('DELETE', `/v1/users/${id}`);
      go(AT);
    }
  };
  return html`<${Loading} of=${all}>${(data) => user ? html`<${Head} above=${html`<a href=${AT}>Users</a>`} title=${user.name} note=${html`<${Chip} state=${user.active ? 'active' : 'inactive'}/> ${user.email}`}>
      <${Action} label=${user.active ? 'Deactivate' : 'Reactivate'} run=${act(user.active ? 'deactivate' : 'reactivate')}/><${Action} label="Erase" run=${erase}/><//>
    <div class="cols"><div class="stack"><${Card} title="Fields" pad><${UserForm} key=${user.version} user=${user} save=${save} label="Save"/><//><${Audit} key=${`a${user.version}`} id=${id}/></div>
      <div class="stack"><${Card} title="Facts" pad><${Facts} of=${{Id: html`<code>${id}</code>`, Version: user.version, Created: html`<${Time} at=${user.createdAt}/>`, Changed: html`<${Time} at=${user.updatedAt}/>`}}/><//>
      <${Card} title="Profile" pad>${data.profile.success ? html`<pre tabindex="0" aria-label="Profile">${JSON.stringify(data.profile.data.profile, null, 2)}</pre>` : html`<p class="muted">${data.profile.error.detail}</p>`}<//>
      <${Card} title="Latest mail"><ul class="rows">${(data.mail.data ?? []).map((m) => html`<li><${Chip} state=${m.state}/><a class="cut grow" href=${`/console/mail/${m.id}`}>${m.subject}</a></li>`)}</ul><//></div></div>`
    : html`<${Head} above=${html`<a href=${AT}>Users</a>`} title="Nobody" note=${data.user.error?.detail}/>`}<//>`;
}

function Users({id, filters}) {
  return id ? html`<${OneUser} key=${id} id=${id}/>` : html`<${UserList} filters=${filters}/>`;
}

export const page = {path: 'users', title: 'Users', group: 'Work', key: 'u', view: Users};
