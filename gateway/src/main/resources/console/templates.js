import { useRef, useState } from 'preact/hooks';
import { html, Card, Field, Head, Loading, Time, Wrong } from './ui.js';
import { ask } from './api.js';
import { useAction, useLoad } from './load.js';
import { List, usePage } from './list.js';
import { go } from './route.js';

const AT = '/console/templates';
const COLUMNS = [
  ['Name', (t) => html`<a href=${`${AT}/${t.name}`}>${t.name}</a>`],
  ['Subject', (t) => t.subject],
  ['Version', (t) => t.version, 'right num'],
  ['Since', (t) => html`<${Time} at=${t.createdAt}/>`]];
const STARTER = {subject: 'Hello {{to.name}}', text: 'Hello {{to.name}},\n\n{{message}}\n'};

/** Text at the left, what it says with some data at the right. */
function Editor({name, template, saved}) {
  const form = useRef();
  const [data, setData] = useState('{"to":{"email":"ada@example.org","name":"Ada"}}');
  const [shown, show] = useState();
  const body = () => {
    const {subject, text, markup} = Object.fromEntries(new FormData(form.current));
    return {subject, text, ...(markup.trim() ? {html: markup} : {})};
  };
  const [saving, saveError, save] = useAction(async () => {
    const to = name ?? new FormData(form.current).get('name').trim();
    await ask('PUT', `/v1/templates/${encodeURIComponent(to)}`, body());
    saved(to);
  });
  const [trying, previewError, preview] = useAction(async () => show(await ask('POST', `/v1/templates/${encodeURIComponent(name)}/preview`, JSON.parse(data))));
  const [sending, testError, test] = useAction(async () => {
    const {to, ...rest} = JSON.parse(data);
    go(`/console/mail/${(await ask('POST', `/v1/templates/${encodeURIComponent(name)}/test`, {to, data: rest})).id}`);
  });
  return html`<div class="cols"><${Card} title=${name ? `Version ${template.version}` : 'New template'} pad><form class="form" ref=${form} onSubmit=${(e) => { e.preventDefault(); save(); }}>
      ${!name && html`<${Field} label="Name"><input name="name" required pattern="[A-Za-z0-9._\\-]+"/><//>`}<${Field} label="Subject"><input name="subject" required defaultValue=${template.subject}/><//>
      <${Field} label="Text"><textarea name="text" required rows="10" defaultValue=${template.text}></textarea><//><${Field} label="HTML" hint="beside the text"><textarea name="markup" defaultValue=${template.html ?? ''}></textarea><//>
      <div class="actions"><button class="primary" disabled=${saving}>Save as a new version</button></div><${Wrong} error=${saveError}/></form><//>
    ${name && html`<${Card} title="Preview" pad><div class="form"><${Field} label="Data" hint="JSON"><textarea value=${data} onInput=${(e) => setData(e.target.value)}></textarea><//>
      <div class="actions"><button onClick=${preview} disabled=${trying}>Show</button><button onClick=${test} disabled=${sending}>Send a test</button></div><${Wrong} error=${previewError ?? testError}/>
      ${shown && html`<p><b>${shown.subject}</b></p><pre tabindex="0" aria-label="Text of the preview">${shown.text}</pre>${shown.html && html`<pre tabindex="0" aria-label="HTML of the preview">${shown.html}</pre>`}`}</div><//>`}</div>`;
}

function OneTemplate({name}) {
  const template = useLoad(`/v1/templates/${encodeURIComponent(name)}`);
  return html`<${Head} above=${html`<a href=${AT}>Templates</a>`} title=${name}/><${Loading} of=${template}>${(t) => html`<${Editor} key=${t.version} name=${name} template=${t} saved=${template.again}/>`}<//>`;
}

function Templates({id, filters}) {
  const {new: making, ...asked} = filters;
  const page = usePage('/v1/templates', asked);
  if (id) return html`<${OneTemplate} key=${id} name=${decodeURIComponent(id)}/>`;
  return html`<${Head} title="Templates" note="A change makes a new version; mail that was accepted keeps its text"><a href=${`${AT}?new=1`}>New template</a><//>
    ${making && html`<${Editor} template=${STARTER} saved=${(name) => go(`${AT}/${name}`)}/>`}
    <${List} label="Templates" page=${page} columns=${COLUMNS} at=${AT} filters=${asked}/>`;
}

export const page = {path: 'templates', title: 'Templates', group: 'Work', key: 'e', view: Templates};
