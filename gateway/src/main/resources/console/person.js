// Of one user: the profile, what was done, whether somebody is there, and what to do when two change the same.
import { useState } from 'preact/hooks';
import { html, inSight, Card, Action, Chip, Field, Loading, Time, Wrong } from './ui.js';
import { ask, query } from './api.js';
import { useAction, useEvery, useLoad } from './load.js';
import { may } from './me.js';
import { Curl, json } from './parts.js';
import { useRules } from './rules.js';

const TITLES = {name: 'Name', email: 'Email', locale: 'Language', zone: 'Time zone', externalId: 'Your id', active: 'Active', version: 'Version', updatedAt: 'Changed'};
const text = (value) => value === null || value === undefined || value === '' ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Both versions, field by field, after a 412. */
export function Both({mine, theirs, keep, take}) {
  const fields = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter((name) => text(mine[name]) !== text(theirs[name]));
  return html`<section ref=${inSight} class="both" role="alert" aria-label="Both versions"><p><b>Somebody has changed this meanwhile.</b> Nothing was saved yet.</p>
    ${fields.length > 0 && html`<table><thead><tr><th scope="col">Field</th><th scope="col">Yours</th><th scope="col">Theirs</th></tr></thead><tbody>${fields.map((name) => html`<tr><th scope="row">${TITLES[name] ?? name}</th><td>${text(mine[name])}</td><td>${text(theirs[name])}</td></tr>`)}</tbody></table>`}
    <div class="actions"><button type="button" onClick=${take}>Take theirs</button><button type="button" onClick=${keep}>Save mine over it</button></div></section>`;
}

/** As the overview of a user has it: `{success, data, error}`. What is typed stays when it changes meanwhile; a save then shows both versions. */
export function Profile({id, of, again}) {
  const [draft, write] = useState();
  const [theirs, clash] = useState();
  const none = of.error?.code === 'not-found';
  const begin = () => write({text: JSON.stringify(none ? {} : of.data.profile, null, 2), etag: none ? undefined : `"v${of.data.version}"`});
  const end = () => { write(undefined); clash(undefined); again(); };
  const [busy, error, save] = useAction(async (etag = draft.etag) => {
    const body = json(draft.text);
    try {
      await ask('PUT', `/v1/users/${id}/profile`, body, etag ? {etag} : {fresh: true});
      end();
    } catch (problem) {
      if (problem.status !== 412) throw problem;
      clash(await ask('GET', `/v1/users/${id}/profile`));
    }
  });
  const remove = async () => { await ask('DELETE', `/v1/users/${id}/profile`); end(); };
  const side = may('users:write') && !draft && (of.success || none) && html`<div class="actions"><button class="quiet" onClick=${begin}>${none ? 'Write one' : 'Change'}</button>${!none && html`<${Action} label="Delete" danger run=${remove} confirm="Delete the profile for good?"/>`}</div>`;
  return html`<${Card} title="Profile" side=${side} pad>${draft ? html`<form class="form" onSubmit=${(e) => { e.preventDefault(); save(); }}><${Field} label="Profile" hint="a JSON object"><textarea name="profile" rows="10" spellcheck="false" value=${draft.text} onInput=${(e) => write({...draft, text: e.target.value})}></textarea><//>
        <div class="actions"><button disabled=${busy}>Save the profile</button><button type="button" class="quiet" onClick=${end}>Close</button></div><${Wrong} error=${error}/>
        ${theirs && html`<${Both} mine=${JSON.parse(draft.text)} theirs=${theirs.profile} take=${end} keep=${() => save(theirs.etag)}/>`}</form>`
      : of.success ? html`<pre tabindex="0" aria-label="Profile">${JSON.stringify(of.data.profile, null, 2)}</pre>` : html`<p class="muted">${none ? 'There is no profile yet.' : of.error.detail}</p>`}<//>`;
}

export function Audit({id}) {
  const [cursor, turn] = useState();
  const audit = useLoad(query(`/v1/users/${id}/audit`, {limit: 20, cursor}), {keep: true});
  return html`<${Card} title="Audit" pad><${Loading} of=${audit}>${(data) => html`<ol class="line">${data.items.map((entry) => html`<li key=${entry.id ?? entry.at + entry.action}><${Time} at=${entry.at}/><div class="rail tone-flow"><span class="mark"></span></div>
    <div class="event"><div class="says"><h3>${entry.action}</h3><span class="muted">by ${entry.actor}</span></div>${entry.changes.map((c) => html`<p class="small">${TITLES[c.field] ?? c.field}: ${c.before ?? '–'} → ${c.after ?? '–'}</p>`)}</div></li>`)}</ol>
    ${(data.next || cursor) && html`<div class="actions">${cursor && html`<button onClick=${() => turn(undefined)}>First page</button>`}${data.next && html`<button onClick=${() => turn(data.next)}>Next page</button>`}</div>`}`}<//><//>`;
}

const EXAMPLE = {presence: true, subscribe: ['reader'], publish: ['writer']};

function There({pattern, id}) {
  const topic = pattern.replaceAll('{userId}', id);
  const all = useLoad(`/v1/topics/${encodeURIComponent(topic)}/presence`);
  useEvery(2000, all.again);
  const there = all.data?.users.includes(id);
  return html`<li><${Chip} state=${!all.data ? 'connecting' : there ? 'online' : 'offline'} pulse=${there}/><span class="grow"><a href=${`/console/live/${topic}`}>${pattern}</a><span class="small muted"> ${all.error?.message ?? (there ? 'is listened to' : 'nobody listens as this user')}</span></span></li>`;
}

/** Live state: what the user listens to, of the topics whose rule is about one user and says who is there; and what waits unread. */
export function Presence({id}) {
  const rules = useRules(may('admin')) ?? [];
  const notes = useLoad(may(`live:subscribe:notifications.${id}`) ? `/v1/users/${id}/notifications?limit=1` : null);
  const topics = rules.filter((rule) => rule.presence && rule.pattern.includes('{userId}') && !/[*>]/.test(rule.pattern)).map((rule) => rule.pattern).slice(0, 10);
  const end = async () => { await ask('DELETE', `/v1/users/${id}/tokens`); };
  return (may('admin') || may('tokens:issue') || may(`live:subscribe:notifications.${id}`)) && html`<${Card} title="Live" side=${html`<${Action} label="End this user's tokens" danger need="tokens:issue" run=${end} confirm="End all tokens of this user that were signed until now? Open connections of this user end within a second; the application may give new ones."/>`}>
    <ul class="rows" aria-label="Live state">${topics.map((pattern) => html`<${There} key=${pattern} pattern=${pattern} id=${id}/>`)}
      ${notes.data && html`<li class="muted">Notifications: ${notes.data.unread} unread, ${notes.data.unacked} not acknowledged</li>`}</ul>
    ${may('admin') && topics.length === 0 && html`<div class="empty"><p class="muted">Whether this user is online is not known: that takes a topic of the user's own with presence, by a rule such as this:</p><${Curl} method="PUT" path="/v1/topic-rules/user.{userId}" body=${EXAMPLE}/></div>`}<//>`;
}
