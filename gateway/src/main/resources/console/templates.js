import { html, Head, Time } from './ui.js';
import { may } from './me.js';
import { List, usePage } from './list.js';
import { go } from './route.js';
import { Editor, OneTemplate } from './template.js';

const AT = '/console/templates';
const COLUMNS = [
  ['Name', (t) => html`<a href=${`${AT}/${t.name}`}>${t.name}</a>`],
  ['Subject', (t) => t.subject],
  ['Version', (t) => t.version, 'right num'],
  ['Since', (t) => html`<${Time} at=${t.createdAt}/>`]];
const STARTER = {subject: 'Hello {{to.name}}', text: 'Hello {{to.name}},\n\n{{message}}\n'};

function AllTemplates({filters}) {
  const {new: making, ...asked} = filters;
  const page = usePage('templates', asked);
  return html`<${Head} title="Templates" note="A change makes a new version; mail that was accepted keeps its text">${may('mail:send') && html`<a href=${`${AT}?new=1`}>New template</a>`}<//>
    ${making && html`<${Editor} template=${STARTER} saved=${(name) => go(`${AT}/${name}`)}/>`}
    <${List} label="Templates" page=${page} columns=${COLUMNS} at=${AT} filters=${asked}/>`;
}

function Templates({id, filters}) {
  return id ? html`<${OneTemplate} key=${id} name=${decodeURIComponent(id)} filters=${filters}/>` : html`<${AllTemplates} filters=${filters}/>`;
}

export const page = {path: 'templates', title: 'Templates', group: 'Work', key: 'e', view: Templates, need: 'mail:read'};
