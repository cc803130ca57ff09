// Addresses that get no mail: because they bounced, were unsubscribed or erased, or somebody put them here.
import { useState } from 'preact/hooks';
import { html, Action, Card, Field, Time, Wrong } from './ui.js';
import { ask, query } from './api.js';
import { useAction } from './load.js';
import { may } from './me.js';
import { Filter, List, usePage } from './list.js';
import { at as told, form } from './parts.js';

const AT = '/console/holds/suppressions';

/** Why an address is on the list, and who put it there, as far as somebody said so. */
export const why = ({reason, by}) => reason || by ? ` (${[reason, by && `by ${by}`].filter(Boolean).join(', ')})` : '';

export function Suppressions({filters}) {
  const page = usePage('holds/suppressions', filters);
  const [busy, error, add] = useAction(async (given, element) => { await ask('POST', '/v1/suppressions', given); element.reset(); page.again(); });
  const [done, say] = useState('');
  const remove = ({address, topic}) => async () => {
    await ask('DELETE', query('/v1/suppressions', {address, topic}));
    say(`${address} was taken off the list${topic ? ` for the topic ${topic}` : ''}.`);
    page.again();
  };
  const ended = filters.ended === 'true';
  const how = ended ? ['Ended', (s) => html`<${Time} at=${s.until}/> <span class="small muted">by ${s.endedBy ?? 'the recipient'}</span>`]
    : ['Action', (s) => html`<${Action} label="Remove" need="mail:send" run=${remove(s)} confirm=${`Let ${s.address}${why(s)} have ${s.topic ? `mail of the topic ${s.topic}` : 'mail'} again? Mail that was suppressed stays so.`}/>`];
  const columns = [['Address', (s) => html`<a href=${query('/console/mail', {to: s.address})}>${s.address}</a>`], ['What', (s) => s.topic ? `mail of the topic ${s.topic}` : 'all mail'], ['Why', (s) => s.reason || '–'], ['Since', (s) => html`<${Time} at=${s.since}/>${s.by && html` <span class="small muted">by ${s.by}</span>`}`], how];
  return html`${may('mail:send') && html`<${Card} title="Suppress an address" pad><form class="filters" onSubmit=${form(add)}><${Field} label="Address" error=${told(error, '/address')}><input name="address" type="email" required/><//>
      <${Field} label="Topic" hint="empty: all mail" error=${told(error, '/topic')}><input name="topic"/><//><${Field} label="Why" error=${told(error, '/reason')}><input name="reason" maxlength="200"/><//><button disabled=${busy}>Suppress</button></form><${Wrong} error=${error?.errors?.length ? null : error}/><//>`}
    <p class="muted">${ended ? 'These were taken off the list: mail is sent to them again, unless something else keeps it.' : 'Mail to an address on this list is accepted, and ends unsent.'}</p><p role="status">${done}</p><div class="filters"><${Filter} at=${AT} filters=${filters} name="address" label="Find an address"/><${Filter} at=${AT} filters=${filters} name="ended" label="Show" choices=${[['true', 'taken off the list']]} all="on the list"/></div>
    <${List} label="Suppressions" page=${page} columns=${columns} at=${AT} filters=${filters} empty=${html`<p class="muted">${ended && !filters.address ? 'Nothing was taken off the list, as far as is remembered.' : filters.address ? html`Nothing ${ended ? 'was taken off' : 'is suppressed'} for ${filters.address}. <a href=${AT}>Show all</a>.` : 'No address is on the list. Those of users who were erased are known by their hashes alone, and not listed.'}</p>`}/>`;
}
