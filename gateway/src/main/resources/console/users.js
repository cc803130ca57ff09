import { useEffect, useState } from 'preact/hooks';
import { html, Action, Card, Chip, Facts, Field, Head, Loading, Time, Wrong } from './ui.js';
import { ask, query } from './api.js';
import { useAction, useLoad, useSoon } from './load.js';
import { useTopic } from './live.js';
import { useKey } from './keyboard.js';
import { may } from './me.js';
import { Filter, List, Search, usePage } from './list.js';
import { go } from './route.js';
import { draft, dropDraft, keepDraft, whenSent } from './drafts.js';
import { Curl, Zones, at as wrongAt, form } from './parts.js';
import { Audit, Both, Presence, Profile } from './person.js';
import { why } from './suppressions.js';

const AT = '/console/users';
const COLUMNS = [
  ['Name', (u) => html`<a href=${`${AT}/${u.id}`}>${u.name}</a>`],
  ['Email', (u) => u.email],
  ['Your id', (u) => u.externalId ?? '–'],
  ['State', (u) => html`<${Chip} state=${u.active ? 'active' : 'inactive'}/>`],
  ['Since', (u) => html`<${Time} at=${u.createdAt}/>`]];
const FIELDS = ['name', 'email', 'locale', 'zone', 'externalId'];
const UNIQUE = {email: (q) => ({q}), externalId: (externalId) => ({externalId})};
const fieldsOf = (user) => Object.fromEntries(FIELDS.map((name) => [name, user?.[name] ?? null]));

function UserForm({user, save, label, changed, close, told}) {
  const [asked, keep] = useState({});
  const begun = user?.id ? user : {...user, ...draft()};
  const [busy, error, run] = useAction((given) => { keep(given); return save({...fieldsOf(), ...given}); });
  const wrong = (name) => { const said = wrongAt(error, `/${name}`); return said?.startsWith('is taken') && asked[name] ? html`${said} <a href=${query(AT, UNIQUE[name](asked[name]))}>Show who has it</a>` : said; };
  const field = (name, title, more) => html`<${Field} label=${title} error=${wrong(name)}><input name=${name} defaultValue=${begun[name] ?? ''} disabled=${!may('users:write')} ...${more}/><//>`;
  return html`<form class="form" onInput=${changed ?? keepDraft} onSubmit=${form(run)}>${field('name', 'Name', {required: true})}${field('email', 'Email', {type: 'email', required: true})}
    ${field('locale', 'Language (optional), such as de-CH')}${field('zone', 'Time zone (optional), such as Europe/Zurich', {list: 'zones'})}<${Zones}/>${field('externalId', 'Your id (optional): what your application calls this user')}
    ${may('users:write') ? html`<div class="actions"><button class="primary" disabled=${busy}>${label}</button>${close && html`<a href=${AT} onClick=${dropDraft}>Close</a>`}<span class="small" role="status">${told}</span></div>` : html`<p class="muted">Your key may read users, and not change them.</p>`}<${Wrong} error=${error?.errors?.some((e) => FIELDS.includes(e.pointer.slice(1))) ? null : error}/></form>`;
}

function UserList({filters}) {
  const {new: making, ...asked} = filters;
  const page = usePage('users', asked, {keep: true});
  const soon = useSoon(page.again);
  useTopic('users.changed', () => asked.cursor || soon(), page.again);
  useKey('n', may('users:write') ? 'New user' : '', () => go(query(AT, {new: 1})));
  const typed = (asked.q ?? '').includes('@') ? {email: asked.q} : {name: asked.q};
  const create = async (user) => {
    const done = whenSent();
    const {id} = await ask('POST', '/v1/users', Object.fromEntries(Object.entries(user).filter(([, v]) => v !== null)));
    if (done()) go(`${AT}/${id}`);
  };
  const first = html`<p class="muted">Nobody is here yet. <a href=${`${AT}?new=1`}>Create the first</a>, or in a terminal:</p><${Curl} method="POST" path="/v1/users" body=${{email: 'ada@example.org', name: 'Ada'}}/>`;
  return html`<${Head} title="Users">${may('users:write') && html`<a href=${query(AT, {...asked, cursor: undefined, new: 1})}>New user</a>`}<//>
    ${making && html`<${Card} title="New user" pad><${UserForm} user=${typed} save=${create} label="Create" close/><p class="small muted">A welcome mail goes to the address, unless welcome mail was switched off.</p><//>`}
    <div class="filters"><${Search} at=${AT} filters=${filters} name="q" label="Name or address, from the start of a word"/><${Filter} at=${AT} filters=${filters} name="active" label="State" choices=${[['true', 'active'], ['false', 'inactive']]}/><${Filter} at=${AT} filters=${filters} name="externalId" label="Your id"/></div>
    <${List} label="Users" page=${page} columns=${COLUMNS} at=${AT} filters=${asked}
      empty=${Object.keys(asked).length ? html`<p class="muted">No user fits${asked.q && ` ${asked.q}`}.</p><div class="actions">${asked.q && may('mail:read') && html`<a href=${query('/console/mail', {subject: asked.q})}>Find mail by this subject</a>`}${may('users:write') && html`<a href=${query(AT, {...asked, new: 1})}>Create that user</a>`}<a href=${AT}>Clear it</a></div>` : first}/>`;
}

/** The fields of a user. What is typed stays when somebody else changes the user; a save then shows both versions. */
function Fields({user, again}) {
  const [base, rebase] = useState(user);
  const [typing, type] = useState(false);
  const [clash, setClash] = useState();
  const [saved, tell] = useState(false);
  useEffect(() => { if (!typing) rebase(user); }, [user.version, typing]);
  const put = async (mine, version) => {
    try {
      await ask('PATCH', `/v1/users/${user.id}`, mine, {etag: `"v${version}"`});
      setClash(undefined);
      type(false);
      tell(true);
    } catch (problem) {
      if (problem.status !== 412) throw problem;
      setClash({mine, theirs: await ask('GET', `/v1/users/${user.id}`)});
    }
    again();
  };
  const [, error, over] = useAction(() => put(clash.mine, clash.theirs.version));
  const take = () => { setClash(undefined); rebase(clash.theirs); type(false); };
  return html`<${Card} title="Fields" pad><${UserForm} key=${base.version} user=${base} save=${(mine) => put(mine, base.version)} label="Save" changed=${() => { type(true); tell(false); }} told=${saved && 'Saved.'}/>
    ${clash ? html`<${Both} mine=${clash.mine} theirs=${fieldsOf(clash.theirs)} take=${take} keep=${over}/>` : typing && base.version !== user.version && html`<p class="note tone-warn" role="status">Somebody has changed this user while you type. Save to see both versions.</p>`}<${Wrong} error=${error}/><//>`;
}

const LATEST = 10;
const JUST_NOW = 30000;
const RARELY = 5000; // a mail that is not listed may be another's
/** What names the user, and what names the address alone; the newest first. */
function latest(named, sent) {
  const all = new Map([...(sent?.items ?? []), ...(named ?? [])].map((mail) => [mail.id, mail]));
  return [...all.values()].sort((a, b) => b.acceptedAt.localeCompare(a.acceptedAt)).slice(0, LATEST);
}

/** Says that mail to the user's address ends unsent, and why. */
function Suppression({address}) {
  const found = useLoad(may('mail:read') ? query('/v1/suppressions', {address}) : null, {late: true});
  const all = found.data?.items ?? [];
  const one = all.find((suppression) => !suppression.topic) ?? all[0];
  return one ? html`<p class="note tone-warn" role="status">The address gets no ${one.topic ? `mail of ${all.length > 1 ? 'the topics' : 'the topic'} ${all.map((each) => each.topic).join(', ')}` : 'mail'}${why(one)}: it is on the list of <a href=${query('/console/holds/suppressions', {address})}>suppressions</a>.</p>` : null;
}

function OneUser({id}) {
  const all = useLoad(`/v1/users/${id}/overview`);
  const user = all.data?.user.data;
  const sent = useLoad(user && may('mail:read') ? query('/v1/emails', {to: user.email, limit: LATEST}) : null, {keep: true, late: true});
  const both = () => { all.again(); sent.again(); };
  const soon = useSoon(both);
  useTopic('users.changed', (change) => change.userId === id && soon(), both);
  const rarely = useSoon(both, RARELY);
  useTopic(user && may('mail:read') ? 'emails' : null, (mail) => latest(all.data.mail.data, sent.data).some((one) => one.id === mail.id) ? soon() : rarely(), both);
  const act = (verb) => async () => { await ask('POST', `/v1/users/${id}/${verb}`); all.again(); };
  const erase = async () => {
    await ask('DELETE', `/v1/users/${id}`);
    go(AT);
  };
  return html`<${Loading} of=${all}>${(data) => user ? html`<${Head} above=${html`<a href=${AT}>Users</a>`} title=${user.name} note=${html`<${Chip} state=${user.active ? 'active' : 'inactive'}/> ${user.email}`}>
      ${may('mail:send') && html`<a href=${query('/console/mail', {new: 1, for: user.email, of: user.active ? id : undefined})}>Send a mail</a>`}<${Action} label=${user.active ? 'Deactivate' : 'Reactivate'} need="users:write" run=${act(user.active ? 'deactivate' : 'reactivate')} confirm=${user.active && `Deactivate ${user.name}? Nothing goes out to this user by id, and no token is given, until somebody reactivates. Nothing is erased.`}/><${Action} label="Erase" danger need="admin" run=${erase} typed=${user.email} confirm=${`${user.name}, the profile and all that mail said are erased for good.`}/><//>
    ${!user.active && html`<p class="note tone-warn" role="status">Inactive: nothing is sent to this user by id, no notification, and no token is given. Mail that names only the address still goes out.</p>`}<${Suppression} address=${user.email}/><div class="cols user"><div class="stack"><${Fields} user=${user} again=${all.again}/>${may('admin') && html`<${Audit} key=${`a${user.version}`} id=${id}/>`}</div>
      <div class="stack">${may('mail:read') && html`<${Card} title="Latest mail"><ul class="rows">${latest(data.mail.data, sent.data).map((m) => html`<li key=${m.id}><${Chip} state=${m.state}/><a class="grow" href=${`/console/mail/${m.id}`}>${m.subject ?? m.id}</a><${Time} at=${m.acceptedAt}/></li>`)}
        ${data.mail.data && sent.data && latest(data.mail.data, sent.data).length === 0 && html`<li class="muted">${Date.now() - Date.parse(user.createdAt) < JUST_NOW ? 'No mail yet: a welcome mail comes in a moment, unless it was switched off.' : 'No mail to this user yet.'}</li>`}</ul>
        <p class="pad small muted">All mail that <a href=${query('/console/mail', {userId: id})}>names this user</a>, or that goes <a href=${query('/console/mail', {to: user.email})}>to this address</a>.</p><//>`}
      <${Card} title="Facts" pad><${Facts} of=${{Id: html`<code>${id}</code>`, Version: user.version, Created: html`<${Time} at=${user.createdAt}/>`, Changed: html`<${Time} at=${user.updatedAt}/>`}}/><//>
      <${Presence} id=${id}/><${Profile} id=${id} of=${data.profile} again=${all.again}/></div></div>`
    : html`<${Head} above=${html`<a href=${AT}>Users</a>`} title="Nobody" note=${data.user.error?.detail}/>`}<//>`;
}

function Users({id, filters}) {
  return id ? html`<${OneUser} key=${id} id=${id}/>` : html`<${UserList} filters=${filters}/>`;
}

export const page = {path: 'users', title: 'Users', group: 'Work', key: 'u', view: Users, need: 'users:read'};
