// Rules of topics: which one counts for a topic, and the form that makes or changes one.
import { useEffect, useState } from 'preact/hooks';
import { html, Card, Field, Loading, Wrong, num } from './ui.js';
import { ask, query } from './api.js';
import { useAction, useLoad } from './load.js';
import { at, form, lasts } from './parts.js';

const AT = '/console/live';
const WHO = ['reader', 'writer', 'admin'];
const rank = (part) => ['{userId}', '*', '>'].indexOf(part) + 1;

/** Whether a pattern names one topic and no other. */
export const exact = (pattern) => pattern.split('.').every((part) => rank(part) === 0);

/** The rule that counts for a topic: of those that fit, the most specific from the left. */
export function ruleOf(topic, rules) {
  const parts = topic.split('.');
  const fits = ({pattern}) => {
    const of = pattern.split('.');
    const rest = of.at(-1) === '>';
    return (rest ? parts.length >= of.length : parts.length === of.length) && of.every((part, i) => rank(part) > 0 || part === parts[i]);
  };
  const order = ({pattern}) => pattern.split('.').map(rank).join('');
  return rules.filter(fits).sort((a, b) => order(a) < order(b) ? -1 : 1)[0];
}

/** All rules, page by page; null while they are not known. */
export function useRules(wanted) {
  const [rules, set] = useState(null);
  useEffect(() => {
    if (!wanted) return;
    (async () => {
      const all = [];
      for (let cursor; cursor !== null;) {
        const page = await ask('GET', query('/v1/topic-rules', {limit: 200, cursor}));
        all.push(...page.items);
        cursor = page.next;
      }
      set(all);
    })().catch(() => set([]));
  }, [wanted]);
  return rules;
}

/** In words: what is kept, and who may do what. */
export function spoken(rule) {
  const kept = rule.durable ? `the latest ${num(rule.history.count)} messages are kept, for ${lasts(rule.history.age)} at most` : 'messages are not kept';
  const names = (who) => who.length ? who.join(', ') : 'nobody';
  return `${kept}; may listen: ${names(rule.subscribe)}; may publish: ${names(rule.publish)}`;
}

function Who({name, title, of}) {
  return html`<fieldset><legend>${title}</legend>${WHO.map((who) => html`<label class="check"><input type="checkbox" name=${`${name} ${who}`} defaultChecked=${of.includes(who)}/> ${who}</label>`)}</fieldset>`;
}

function Form({rule, begin, done}) {
  const [durable, keep] = useState(rule?.durable ?? true);
  const [busy, error, save] = useAction(async (given) => {
    const who = (name) => WHO.filter((one) => given[`${name} ${one}`]);
    const pattern = rule?.pattern ?? given.pattern;
    const spec = {durable, presence: Boolean(given.presence), policy: given.policy, subscribe: who('subscribe'), publish: who('publish'), batch: given.batch ?? null,
      size: given.size ? Number(given.size) : null, rate: given.rate ? Number(given.rate) : null, history: durable ? {count: given.count ? Number(given.count) : null, age: given.age ?? null} : null};
    await ask('PUT', `/v1/topic-rules/${encodeURIComponent(pattern)}`, spec, rule ? {etag: `"v${rule.version}"`} : {fresh: true});
    done();
  });
  const text = (name, title, hint, value, pointer) => html`<${Field} label=${title} hint=${hint} error=${at(error, pointer)}><input name=${name} defaultValue=${value ?? ''}/><//>`;
  return html`<form class="form" onSubmit=${form(save)}>${!rule && html`<${Field} label="Pattern" hint="* one segment, > the rest, {userId} the caller" error=${at(error, 'pattern')}><input name="pattern" required defaultValue=${begin} placeholder="orders.*" spellcheck="false"/><//>`}
    <div class="filters"><${Who} name="subscribe" title="May listen" of=${rule?.subscribe ?? ['reader']}/><${Who} name="publish" title="May publish" of=${rule?.publish ?? ['writer']}/></div>
    <label class="check"><input type="checkbox" checked=${durable} onChange=${(e) => keep(e.target.checked)}/> Messages are kept and can be resumed</label>
    ${durable && html`<div class="filters">${text('count', 'Messages kept', 'to 100,000', rule?.history?.count ?? 1000, '/history/count')}${text('age', 'For', 'such as 1h', rule?.history?.age ?? '1h', '/history/age')}</div>`}
    <label class="check"><input type="checkbox" name="presence" defaultChecked=${rule?.presence}/> Presence: who listens is shown</label>
    <div class="filters"><${Field} label="Slow listeners"><select name="policy" defaultValue=${rule?.policy ?? 'disconnect'}>${['disconnect', 'drop-oldest', 'latest-only'].map((p) => html`<option selected=${p === rule?.policy}>${p}</option>`)}</select><//>
      ${text('size', 'Longest message', 'bytes', rule?.size, '/size')}${text('rate', 'Messages per second', 'empty: no bound', rule?.rate, '/rate')}${text('batch', 'Messages gathered for', 'up to 50ms', rule?.batch, '/batch')}</div>
    <div class="actions"><button class="primary" disabled=${busy}>${rule ? 'Change the rule' : 'Create'}</button><a href=${AT}>Close</a></div>
    <${Wrong} error=${error?.status === 412 ? {message: rule ? 'Somebody has changed this rule meanwhile; load the page again to see it.' : 'There is a rule of this pattern: change that one.'} : error}/></form>`;
}

/** The form for one pattern; without one it makes a rule. */
export function RuleForm({pattern, begin, done}) {
  const known = useLoad(pattern ? `/v1/topic-rules/${encodeURIComponent(pattern)}` : null);
  return html`<${Card} title=${pattern ? `Rule ${pattern}` : 'New rule'} pad>${pattern ? html`<${Loading} of=${known}>${(rule) => html`<${Form} rule=${rule} done=${done}/>`}<//>` : html`<${Form} begin=${begin} done=${done}/>`}<//>`;
}
