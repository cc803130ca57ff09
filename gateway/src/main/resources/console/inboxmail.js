// One mail of the local inbox: its HTML in a frame, its text, source, headers and files.
import { useEffect, useState } from 'preact/hooks';
import { html, Action, Card, Facts, Loading, Time, Wrong, num } from './ui.js';
import { ask, curl, fetched } from './api.js';
import { useAction, useLoad } from './load.js';
import { may } from './me.js';
import { Frame } from './frame.js';
import { InShort } from './parts.js';

const SHOWN = 200000;
const OURS = /^<([0-9a-f-]{36})@/;

function Source({id}) {
  const [state, set] = useState({});
  useEffect(() => {
    let left = false;
    fetched(`/v1/inbox/${id}/source`).then((answer) => answer.text()).then((text) => left || set({text}), (error) => left || set({error}));
    return () => { left = true; };
  }, [id]);
  if (state.error) return html`<${Wrong} error=${state.error}/>`;
  return html`<pre tabindex="0" aria-label="Source">${state.text?.slice(0, SHOWN)}</pre>${state.text?.length > SHOWN && html`<p class="small muted">The first ${num(SHOWN)} characters of ${num(state.text.length)}.</p>`}`;
}

/** A file leaves by the browser's own way of saving; it is never opened here. */
async function save(mail, file) {
  const blob = await (await fetched(`/v1/inbox/${mail.id}/attachments/${file.index}`)).blob();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function Files({mail}) {
  const [busy, error, run] = useAction((file) => save(mail, file));
  if (!mail.attachments.length) return html`<p class="muted">The mail brings no files.</p>`;
  return html`<ul class="rows" aria-label="Files">${mail.attachments.map((file) => html`<li><span class="grow"><bdi>${file.name}</bdi><span class="small muted"> ${file.type}, ${num(file.size)} bytes</span></span>
    <button disabled=${busy} onClick=${() => run(file)}>Save</button></li>`)}</ul><${Wrong} error=${error}/>`;
}

const Headers = ({of}) => html`<div class="list" tabindex="0" role="region" aria-label="Headers"><table><thead><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead>
  <tbody>${of.map((header) => html`<tr><td>${header.name}</td><td class="whole"><bdi>${header.value}</bdi></td></tr>`)}</tbody></table></div>`;

function Markup({mail}) {
  const [remote, allow] = useState(false);
  return html`${mail.remotePictures && html`<p><label class="check"><input type="checkbox" checked=${remote} onChange=${(e) => allow(e.target.checked)}/> Show remote pictures: their servers see that the mail is read</label></p>`}
    <${Frame} open=${`/v1/inbox/${mail.id}/view?remote=${remote}`} title="HTML of the mail"/>`;
}

const PARTS = {
  HTML: (mail) => html`<${Markup} key=${mail.id} mail=${mail}/>`,
  Text: (mail) => html`<pre tabindex="0" aria-label="Text">${mail.text}</pre>`,
  Source: (mail) => html`<${Source} id=${mail.id}/>`,
  Headers: (mail) => html`<${Headers} of=${mail.headers}/>`,
  Files: (mail) => html`<${Files} mail=${mail}/>`,
};

export function InboxMail({id, onDelete, onUnread}) {
  const loaded = useLoad(`/v1/inbox/${id}`);
  const [chosen, choose] = useState('HTML');
  return html`<${Loading} of=${loaded}>${(mail) => {
    const parts = Object.keys(PARTS).filter((part) => part !== 'HTML' || mail.html !== null);
    const part = parts.includes(chosen) ? chosen : 'Text';
    const ours = OURS.exec(mail.messageId ?? '')?.[1];
    return html`<${Card} title=${mail.subject || '(no subject)'} pad side=${html`<div class="actions"><button class="quiet" onClick=${onUnread} title="Mark unread (u)">Mark unread</button>
        ${may('admin') && html`<${Action} label="Delete" danger run=${onDelete}/>`}</div>`}>
      <${Facts} of=${{From: html`<bdi>${mail.from}</bdi>`, To: html`<bdi>${mail.to}</bdi>`, Arrived: html`<${Time} at=${mail.at}/>`, Size: `${num(mail.size)} bytes`,
        Timeline: ours && may('mail:read') && html`<a href=${`/console/mail/${ours}`}>what happened to it</a>`, 'As curl': html`<${InShort} of=${curl('GET', `/v1/inbox/${mail.id}`)}/>`}}/>
      ${mail.truncated && html`<p class="note tone-warn">This mail holds more than is shown or could not be read as a whole; its source has all of it.</p>`}
      <div class="actions tabs" role="group" aria-label="Parts">${parts.map((name) => html`<button aria-pressed=${name === part} onClick=${() => choose(name)}>${name}${name === 'Files' ? ` (${mail.attachments.length})` : ''}</button>`)}</div>
      ${PARTS[part](mail)}<//>`;
  }}<//>`;
}
