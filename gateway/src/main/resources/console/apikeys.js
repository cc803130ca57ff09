// API keys of the table, tokens of end users as far as one can be revoked, and what signs them.
import { useState } from 'preact/hooks';
import { html, Action, Card, Chip, Field, Head, Time, Wrong } from './ui.js';
import { ask } from './api.js';
import { useAction } from './load.js';
import { may } from './me.js';
import { List, usePage } from './list.js';
import { Copy, Curl, at, form, instant } from './parts.js';

const AT = '/console/keys';
const LENGTHS = {'': 'never', 1: 'in a day', 30: 'in 30 days', 90: 'in 90 days', 365: 'in a year', own: 'at a time'};
const DAY = 86400000;
const ROLES = {reader: 'Reads users and mail, and listens to topics.', writer: 'As a reader, and changes users, sends mail and publishes.', admin: 'May do everything.'};
const SCOPES = ['users:read', 'users:write', 'mail:read', 'mail:send', 'mail:content', 'inbox:read', 'tokens:issue', 'admin'];

const READER = ['users:read', 'mail:read', 'live:subscribe:*'];
const OF_ROLE = {reader: READER, writer: [...READER, 'users:write', 'mail:send', 'live:publish:*'], admin: ['admin']};
const inOrder = (scopes) => scopes.toSorted().join();
/** The role that has these scopes and no others; none if they were chosen. */
const roleOf = (scopes) => Object.keys(OF_ROLE).find((role) => inOrder(OF_ROLE[role]) === inOrder(scopes));

/** `active`, `expired` or `revoked`. */
const state = (key) => key.revokedAt ? 'revoked' : key.expiresAt && Date.parse(key.expiresAt) <= Date.now() ? 'expired' : 'active';

function NewKey({made}) {
  const [kind, choose] = useState('reader');
  const [ends, end] = useState('');
  const [busy, error, make] = useAction(async (given, element) => {
    const expiresAt = ends === 'own' ? instant(given.at) : ends ? new Date(Date.now() + ends * DAY).toISOString() : undefined;
    const power = kind === 'scopes' ? {scopes: (given.scopes ?? '').split(/[\s,]+/).filter(Boolean)} : {role: kind};
    made(await ask('POST', '/v1/keys', {name: given.name, expiresAt, ...power}).catch((problem) => { throw Object.assign(problem, power); }));
    element.reset();
  });
  const wrong = error?.errors?.find((one) => /^\/(scopes|role)/.test(one.pointer));
  const word = error?.scopes?.[wrong?.pointer.split('/')[2]];
  const scopes = word ? `${word} is no scope` : wrong?.detail;
  return html`<${Card} title="Make a key" pad><form class="form" onSubmit=${form(make)}><div class="filters"><${Field} label="Name" hint="letters, digits, . _ -" error=${at(error, '/name')}><input name="name" required spellcheck="false" autocomplete="off"/><//>
      <${Field} label="May do what"><select name="kind" value=${kind} onChange=${(e) => choose(e.target.value)}>${['reader', 'writer', 'admin'].map((role) => html`<option>${role}</option>`)}<option value="scopes">chosen scopes</option></select><//>
      <${Field} label="Ends" error=${at(error, '/expiresAt')}><select name="ends" value=${ends} onChange=${(e) => end(e.target.value)}>${Object.entries(LENGTHS).sort(([a]) => a === '' ? -1 : 0).map(([value, title]) => html`<option value=${value}>${title}</option>`)}</select><//>
      ${ends === 'own' && html`<${Field} label="Ends at"><input type="datetime-local" name="at" required/><//>`}</div>
      ${kind === 'scopes' && html`<${Field} label="Scopes" hint="with spaces between them" error=${scopes}><input name="scopes" required spellcheck="false" placeholder="users:read live:subscribe:orders.*"/><//>
        <p class="small muted">One or more of ${SCOPES.map((scope) => html`<code>${scope}</code> `)}, and <code>live:subscribe:TOPIC</code> and <code>live:publish:TOPIC</code>, where TOPIC may end with *.</p>`}
      ${ROLES[kind] && html`<p class="small muted">${ROLES[kind]}</p>`}<div class="actions"><button disabled=${busy}>Create</button></div><${Wrong} error=${error?.errors?.some((one) => !/^\/(name|expiresAt|scopes|role)/.test(one.pointer)) || !error?.errors?.length ? error : null}/></form><//>`;
}

function Made({made, hide}) {
  return html`<section class="card pad made" aria-label="The new key"><div class="head"><div><h2>The key “${made.name}”</h2><p class="muted">It is shown this once and is stored nowhere. Put it where it is used, now.</p></div><div class="actions"><${Copy} text=${made.key} label="Copy the key" primary/><button class="quiet" onClick=${hide}>I have it</button></div></div>
    <pre tabindex="0" aria-label="The key itself" class="secret">${made.key}</pre></section>`;
}

function Tokens() {
  const [told, tell] = useState('');
  const [busy, error, revoke] = useAction(async ({token}) => {
    await ask('DELETE', `/v1/tokens/${encodeURIComponent(token)}`);
    tell('Revoked: what it has opened ends within a second.');
  });
  const sign = (revokeOld) => async () => {
    const key = await ask('POST', '/v1/signing-keys', {revokeOld});
    tell(`Signs with ${key.kid} from now on.${revokeOld ? ' All tokens of before have ended.' : ''}`);
  };
  return html`<${Card} title="Tokens of end users" pad><div class="form"><p class="muted">Tokens are not listed: they are signed and stored nowhere. One is revoked by its id; all of a user on the page of that user.</p>
    <form class="filters" onSubmit=${form(revoke)}><${Field} label="Id of a token" error=${at(error, 'id')}><input name="token" required spellcheck="false"/><//><button disabled=${busy}>Revoke it</button></form><${Wrong} error=${error}/>
    ${may('admin') && html`<div class="actions"><${Action} label="Sign with a new key" run=${sign(false)} confirm="Sign tokens with a new key from now on? Those that were signed before are good until they expire."/>
      <${Action} label="End all tokens" danger run=${sign(true)} confirm="Sign with a new key, and end all tokens that were ever signed? Every end user loses the connection within a second, and needs a new token from the application."/></div>`}<p class="small muted" role="status">${told}</p></div><//>`;
}

function Keys({filters}) {
  const page = usePage('keys', filters);
  const [made, show] = useState();
  const revoke = (name) => async () => {
    await ask('DELETE', `/v1/keys/${encodeURIComponent(name)}`);
    show((key) => key?.name === name ? undefined : key);
    page.again();
  };
  const asks = (key) => `Revoke ${key.name} for good? ${key.lastUsed ? `It was last used at ${new Date(key.lastUsed).toLocaleString()}. ` : 'It was never used. '}Within a second its requests are refused everywhere and its connections end. Its name cannot be used again.`;
  const columns = [['State', (k) => html`<${Chip} state=${state(k)}/>`], ['Name', (k) => k.name], ['May do', (k) => html`<span title=${k.scopes.join(', ')}>${roleOf(k.scopes) ?? k.scopes.join(', ')}</span>`], ['Made', (k) => html`<${Time} at=${k.createdAt}/> <span class="small muted">by ${k.createdBy}</span>`],
    ['Used', (k) => html`<${Time} at=${k.lastUsed}/>`], ['Ends', (k) => k.revokedAt ? html`<${Time} at=${k.revokedAt}/> <span class="small muted">by ${k.revokedBy}</span>` : k.expiresAt ? html`<${Time} at=${k.expiresAt}/>` : 'never'],
    ['Action', (k) => state(k) === 'active' ? html`<${Action} label="Revoke" danger run=${revoke(k.name)} confirm=${asks(k)}/>` : '–']];
  return html`<${Head} title="Keys" note="Keys that were made here; those of a key file are not listed"/>${made && html`<${Made} key=${made.name} made=${made} hide=${() => show(undefined)}/>`}
    <${NewKey} made=${(key) => { show(key); page.again(); }}/>
    <${List} label="Keys" page=${page} at=${AT} filters=${filters} columns=${columns} empty=${html`<p class="muted">No key was made here yet. The form above makes one, and so does:</p><${Curl} method="POST" path="/v1/keys" body=${{name: 'shop', role: 'writer'}}/>`}/><${Tokens}/>`;
}

export const page = {path: 'keys', title: 'Keys', group: 'Run', key: 'k', view: Keys, need: 'admin'};
