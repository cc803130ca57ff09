// A mail is written here and sent, or it is asked first what would become of it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { html, inSight, Card, Chip, Facts, Field, Loading, Time, Wrong, ZONE } from './ui.js';
import { ask, query } from './api.js';
import { useAction, useLoad } from './load.js';
import { may } from './me.js';
import { go } from './route.js';
import { draft, dropDraft, keepDraft, whenSent } from './drafts.js';
import { Template, at, form, instant, said, withJson } from './parts.js';
import { places } from './places.js';
import { useShift } from './time.js';
import { Broken, broken, useFaults } from './verdict.js';

const AT = '/console/mail';

/** What may keep a mail from going now, if anything was broken on purpose. */
function Warning() {
  const faults = useFaults();
  return broken(faults) ? html`<p class="note tone-warn" role="status"><${Broken} faults=${faults}/></p>` : null;
}

function Explained({of, to, asked}) {
  return html`<div ref=${inSight}><${Card} title="What would happen" side=${html`<span><${Chip} state=${of.state}/>${of.state === 'ready' && of.rules.length > 0 && ' and waits, by these rules'}</span>`} pad><${Facts} of=${{'Not before': of.state === 'suppressed' ? null : of.state === 'ready' ? 'now' : html`<${Time} at=${of.earliest}/>`, Subject: of.subject, Duplicate: of.duplicateOf && html`<a href=${`${AT}/${of.duplicateOf}`}>of this mail: it would not be accepted</a>`,
    Replaces: of.replaces && html`<a href=${`${AT}/${of.replaces}`}>this mail</a>`}}/><br/>${asked && of.state === 'ready' && html`<p class="muted">The time that you gave is over by the clock of schedules: it goes now.</p>`}${of.rules.length === 0 ? html`<p class="muted">No rule holds it back.</p>` : html`<ul class="notes">${of.rules.map((rule) => html`<li class="note tone-wait">${rule}</li>`)}</ul>`}${of.state === 'suppressed' && html`<p>By whom, and why: see <a href=${query('/console/holds/suppressions', {address: to})}>suppressions</a>.</p>`}<//></div>`;
}

/** With an address that is filled in, and the user whose it is; or `like` another mail, which was not sent: with its topic, which its address may have left. */
export function NewMail({to, user, like}) {
  const [bare, strip] = useState(!may('mail:content'));
  const mail = useLoad(like ? `/v1/emails/${like}${bare ? '' : '?content=true'}` : null);
  useEffect(() => { if (mail.error?.status === 409) strip(true); }, [mail.error]); // what it said is not kept any more
  return like ? html`<${Loading} of=${bare || mail.error?.status !== 409 ? mail : {}}>${(m) => html`<${Form} whom=${to} user=${user} like=${m}/>`}<//>` : html`<${Form} whom=${to} user=${user}/>`;
}

function Form({whom, user, like}) {
  const [begun] = useState(() => draft() ?? {subject: like?.subject, text: like?.content?.text, topic: like?.topic});
  const typed = draft() ?? begun;
  const element = useRef();
  const {shift, now} = useShift();
  const [made, choose] = useState(begun.made ?? 'text');
  const [explained, show] = useState();
  const [template, fill] = useState(begun.template);
  const filled = useLoad(made === 'template' && template && may('mail:read') ? `/v1/templates/${encodeURIComponent(template)}` : null);
  const needs = filled.data ? places(filled.data) : [];
  const body = ({to, name, subject, text, template, data, topic, sendAt}) => ({to: user && to === whom ? {userId: user} : {email: to, name}, topic, sendAt: instant(sendAt), ...(made === 'template' ? {template, data} : {subject, text})});
  const post = (path, given) => made === 'template' ? withJson(given.data, '/data', (data) => ask('POST', path, body({...given, data}))) : ask('POST', path, body(given));
  const [sending, sendError, send] = useAction(async (given) => {
    const done = whenSent();
    const {id} = await post('/v1/emails', given);
    if (done()) go(`${AT}/${id}`);
  });
  const [asking, askError, explain] = useAction(async () => { show(undefined); const given = said(element.current); show({...await post('/v1/emails/explain', given), to: given.to, asked: given.sendAt}); });
  const error = sendError ?? askError;
  return html`<section class="card pad" aria-label="Send a mail"><form class="form" ref=${element} onInput=${keepDraft} onSubmit=${form(send)}><h2>Send a mail</h2><${Warning}/>
    <${Field} label="To" error=${at(error, '/to/email')}><input name="to" type="email" required defaultValue=${typed.to ?? whom}/><//>
    <${Field} label="What it says"><select name="made" value=${made} onChange=${(e) => choose(e.target.value)}><option value="text">a text</option><option value="template">a template with data</option></select><//>
    ${made === 'text' ? html`<${Field} label="Subject" error=${at(error, '/subject')}><input name="subject" required defaultValue=${typed.subject}/><//><${Field} label="Text" error=${at(error, '/text')}><textarea name="text" required defaultValue=${typed.text}></textarea><//>`
      : html`<${Field} label="Template" error=${at(error, '/template')}><${Template} required value=${typed.template} chosen=${fill}/><//>${!user && html`<${Field} label="Name of the recipient" hint="optional, for templates that greet" error=${at(error, '/to/name')}><input name="name" defaultValue=${typed.name}/><//>`}<${Field} label="Data" hint=${needs.length ? `JSON; the template asks for ${needs.join(', ')}` : 'JSON'} error=${at(error, '/data')}><textarea name="data" required defaultValue=${typed.data ?? '{}'}></textarea><//>`}
    <${Field} label="Topic" hint="optional, such as news: people can unsubscribe from it" error=${at(error, '/topic')}><input name="topic" defaultValue=${typed.topic} spellcheck="false"/><//>
    <${Field} label="Not before" hint=${shift ? html`empty: now; by the clock of schedules, which shows <${Time} at=${now}/>` : `empty: now; in ${ZONE}`} error=${at(error, '/sendAt')}><input type="datetime-local" name="sendAt" defaultValue=${typed.sendAt}/><//>
    <div class="actions"><button class="primary" disabled=${sending}>Send</button><button type="button" disabled=${asking} onClick=${() => element.current.reportValidity() && explain()}>Explain</button><a href=${AT} onClick=${dropDraft}>Close</a></div>
    <${Wrong} error=${error}/></form></section>${like && html`<p class="muted">It begins as <a href=${`${AT}/${like.id}`}>the mail before</a>: with its address, subject${like.content && ', text'} and topic. Nothing else of it is taken over.</p>`}${explained && html`<${Explained} of=${explained} to=${explained.to} asked=${explained.asked}/>`}`;
}
