// One template: its text, what it says with some data, its versions.
import { useEffect, useState } from 'preact/hooks';
import { html, inSight, Card, Field, Head, Loading, Time, Wrong } from './ui.js';
import { ask, query } from './api.js';
import { useAction, useLoad } from './load.js';
import { may } from './me.js';
import { go } from './route.js';
import { Shown } from './frame.js';
import { Name, at, named } from './parts.js';
import { Diff } from './diff.js';
import { example, filled, unfilled } from './places.js';

const AT = '/console/templates';
const PAUSE = 300;
const OLDER = 10;
const path = (name) => `/v1/templates/${encodeURIComponent(name)}`;
const spec = ({subject, text, html: markup, holdUnknown}) => ({subject, text, ...(markup?.trim() ? {html: markup} : {}), ...(holdUnknown ? {holdUnknown} : {})});

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch (e) {
    throw new Error(`The data is not JSON: ${e.message}`);
  }
}

/** What the API says of a part of the request, of the part that is seen here. */
const inWords = ({message, errors}) => ({message, errors: errors?.map(({pointer, detail}) => ({pointer: pointer.replace(/^\/template\//, '').replace(/^\/data\//, 'in the data, '), detail}))});

/** What is typed, filled, a moment after the last key. */
function Preview({name, typed, data}) {
  const [state, set] = useState({});
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        set({shown: await ask('POST', `${path(name)}/draft`, {template: spec(typed), data: parsed(data)}, {signal: abort.signal})});
      } catch (error) {
        if (error.name !== 'AbortError') set({error: inWords(error)});
      }
    }, PAUSE);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [typed, data]);
  const {shown, error} = state;
  return html`<${Wrong} error=${error}/>${shown && html`<p><b><bdi>${shown.subject}</bdi></b></p><pre tabindex="0" aria-label="Text of the preview">${shown.text}</pre>
    ${shown.view && html`<${Shown} path=${shown.view} title="HTML of the preview"/>`}`}`;
}

function Test({name, data, version}) {
  const [sent, show] = useState();
  const [busy, error, send] = useAction(async (to) => {
    const {to: whom, ...rest} = parsed(data);
    show({to, id: (await ask('POST', `${path(name)}/test`, {to: {email: to, name: whom?.name}, data: rest})).id});
  });
  return html`<form class="filters" onSubmit=${(e) => { e.preventDefault(); send(new FormData(e.target).get('to')); }}><${Field} label=${`Send version ${version} to`}><input name="to" type="email" required/><//>
    <button disabled=${busy}>Send a test</button></form><${Wrong} error=${error}/>
    ${sent && html`<p role="status">Accepted: <a href=${`/console/mail/${sent.id}`}>its timeline</a>${may('inbox:read') && html`, <a href=${query('/console/inbox', {to: sent.to})}>the inbox of ${sent.to}</a>`}.</p>`}`;
}

/** Somebody else has saved in the meantime: both are shown before one of them goes on. */
const Both = ({theirs, mine, take, save}) => html`<section ref=${inSight} class="note tone-warn" role="alert"><p><b>Version ${theirs.version} was saved in the meantime.</b> What is new here, from its text to yours:</p>
  <${Diff} before=${theirs} after=${mine}/><div class="actions"><button type="button" onClick=${save}>Save mine after it</button><button type="button" onClick=${take}>Take theirs</button></div></section>`;

/** `kept` is what stays when a version was saved: the data, and that it was. */
export function Editor({name, template, saved, kept = {}}) {
  const [typed, type] = useState(template);
  const [base, follow] = useState(template.version);
  const [written, setData] = useState(kept.data);
  const write = (text) => setData(kept.data = text);
  const data = written ?? example(typed);
  const empty = unfilled(typed, data);
  const [own, call] = useState(name ?? '');
  const [theirs, meet] = useState();
  const [saving, error, save] = useAction(async (after) => {
    try {
      await ask('PUT', path(name ?? named(own)), spec(typed), after ? {etag: `"v${after}"`} : {});
      saved(name ?? own.trim());
    } catch (problem) {
      if (problem.status !== 412) throw problem;
      meet(await ask('GET', path(name)));
    }
  });
  const mine = (part) => (e) => { kept.saved = false; type({...typed, [part]: e.target.value}); };
  const take = () => { type(theirs); follow(theirs.version); meet(undefined); };
  return html`<div class="cols even"><${Card} title=${name ? `Edit, from version ${base}` : 'New template'} pad><form class="form" onSubmit=${(e) => { e.preventDefault(); save(base); }} onKeyDown=${(e) => e.key === 'Enter' && e.ctrlKey && save(base)}>
      ${!name && html`<${Name} error=${at(error, 'name')} begin=${own} typed=${call}/>`}<${Field} label="Subject" error=${at(error, '/subject')}><input name="subject" required value=${typed.subject} onInput=${mine('subject')}/><//>
      <${Field} label="Text" error=${at(error, '/text')}><textarea name="text" required rows="10" value=${typed.text} onInput=${mine('text')}></textarea><//><${Field} label="HTML" hint="beside the text" error=${at(error, '/html')}><textarea name="markup" rows="8" value=${typed.html ?? ''} onInput=${mine('html')}></textarea><//>
      ${may('mail:send') && html`<div class="actions"><button class="primary" disabled=${saving}>${name ? 'Save as a new version' : 'Create'}</button>${!name && html`<a href=${AT}>Close</a>`}<span class="small" role="status">${kept.saved && `Version ${template.version} is saved.`}</span></div>`}<${Wrong} error=${error?.errors?.length ? null : error}/>
      ${theirs && html`<${Both} theirs=${theirs} mine=${typed} take=${take} save=${() => save(theirs.version)}/>`}</form><//>
    <${Card} title="Preview" pad><div class="form"><${Field} label="Data" hint="JSON"><textarea name="data" value=${data} onInput=${(e) => write(e.target.value)}></textarea><//>
      <p class="small" role="status">${empty.length > 0 && html`The data do not fill <bdi>${empty.join(', ')}</bdi>. <button type="button" class="quiet" onClick=${(e) => { write(filled(data, empty)); e.target.closest('.form').querySelector('[name=data]').focus(); }}>Add ${empty.length === 1 ? 'it' : 'them'}</button>`}</p>
      <${Preview} name=${name ?? 'draft'} typed=${typed} data=${data}/>${name && may('mail:send') && html`<${Test} name=${name} data=${data} version=${template.version}/>`}</div><//></div>`;
}

/** Those that are kept, the latest first; a version that was deleted is left out. */
function useVersions(name, latest, many) {
  const [state, set] = useState({});
  useEffect(() => {
    let left = false;
    const numbers = Array.from({length: Math.min(many, latest)}, (_, i) => latest - i);
    Promise.all(numbers.map((version) => ask('GET', query(path(name), {version})).catch((error) => { if (error.status !== 404) throw error; })))
      .then((all) => left || set({data: all.filter(Boolean)}), (error) => left || set({error}));
    return () => { left = true; };
  }, [name, latest, many]);
  return state;
}

function Versions({name, latest, filters}) {
  const [many, show] = useState(OLDER);
  const versions = useVersions(name, latest, many);
  return html`<${Card} title="Versions" pad><${Loading} of=${versions}>${(all) => {
    const chosen = (number, other) => all.find((one) => String(one.version) === number) ?? other;
    const after = chosen(filters.to, all[0]), before = chosen(filters.from, all[1] ?? all[0]);
    const choose = (which, chosenOne, label) => html`<${Field} label=${label}><select name=${which} value=${chosenOne.version} onChange=${(e) => go(query(`${AT}/${name}`, {from: before.version, to: after.version, [which]: e.target.value}), {replace: true})}>
      ${all.map((one) => html`<option value=${one.version}>${one.version}</option>`)}</select><//>`;
    if (all.length === 1) return html`<p class="muted">This is the only one, of <${Time} at=${after.createdAt}/>.</p>`;
    return html`<div class="filters">${choose('from', before, 'From version')}${choose('to', after, 'to version')}${latest > many && html`<button onClick=${() => show(many + OLDER)}>Older ones</button>`}</div>
      <p class="small muted">Version ${before.version} is of <${Time} at=${before.createdAt}/>, version ${after.version} of <${Time} at=${after.createdAt}/>.</p><${Diff} before=${before} after=${after}/>`;
  }}<//><//>`;
}

export function OneTemplate({name, filters}) {
  const template = useLoad(path(name));
  const [kept] = useState({});
  const saved = () => { kept.saved = true; template.again(); };
  return html`<${Head} above=${html`<a href=${AT}>Templates</a>`} title=${name}/><${Loading} of=${template}>${(t) => html`<${Editor} key=${t.version} name=${name} template=${t} saved=${saved} kept=${kept}/>
    <${Versions} name=${name} latest=${t.version} filters=${filters}/>`}<//>`;
}
