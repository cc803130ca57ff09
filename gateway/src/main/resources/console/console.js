// The one page: without a key it asks for one, with a key it shows what that key may see.
import { render } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { html } from './ui.js';
import { ask, ENDED, key } from './api.js';
import { has, known, may, meet } from './me.js';
import { disconnect } from './live.js';
import { go, useRoute } from './route.js';
import { dropDrafts } from './drafts.js';
import { over, soon } from './early.js';
import { Gate } from './gate.js';
import { Shell } from './shell.js';
import { page as overview } from './overview.js';
import { page as mail } from './mail.js';
import { page as inbox } from './inbox.js';
import { page as templates } from './templates.js';
import { page as broadcasts } from './broadcasts.js';
import { page as users } from './users.js';
import { page as holds } from './holds.js';
import { page as search } from './search.js';
import { page as live } from './topics.js';
import { page as tasks } from './tasks.js';
import { page as cluster } from './cluster.js';
import { page as breaking } from './break.js';
import { page as time } from './time.js';
import { page as parked } from './parked.js';
import { page as keys } from './apikeys.js';

const PAGES = [overview, mail, inbox, templates, broadcasts, users, holds, live, tasks, cluster, parked, keys, breaking, time, search];

/** Whether this key and this gateway have a page. */
const isShown = (page) => [page.need].flat().some(may) && (!page.part || has(page.part));

/** The ticket of a link that `up` has printed. It leaves the address at once, and is of use once. */
function ticket() {
  const found = /^#ticket=(.+)$/.exec(location.hash);
  if (found) history.replaceState(null, '', location.pathname + location.search);
  return found?.[1];
}

/** Whether the link was of no use in a tab that has a key already. */
let stale = false;

/** The key of the tab, if it has one that is good; that of a ticket comes first. */
async function begin() {
  const shown = ticket();
  if (shown) {
    try {
      key.set((await ask('POST', '/console/session', undefined, {ticket: shown})).key);
    } catch (error) {
      if (!key.get()) throw error;
      stale = true;
    }
  }
  return key.get() ? meet() : null;
}

function Console() {
  const {path, query} = useRoute();
  const [state, set] = useState(() => {
    const me = location.hash.startsWith('#ticket=') ? undefined : known();
    return me ? {me} : {begins: true};
  });
  const leave = (error) => {
    if (error?.status !== 0) {
      key.forget();
      dropDrafts();
    }
    disconnect();
    set({error});
  };
  useLayoutEffect(() => {
    begin().then((me) => { if (JSON.stringify(me) !== JSON.stringify(state.me)) set(me ? {me} : {}); }, leave);
    const ended = (e) => leave(e.detail);
    const linked = () => location.hash.startsWith('#ticket=') && location.reload();
    addEventListener(ENDED, ended);
    addEventListener('hashchange', linked);
    return () => {
      removeEventListener(ENDED, ended);
      removeEventListener('hashchange', linked);
    };
  }, []);
  const pages = state.me ? PAGES.filter(isShown) : [];
  const [name, id] = path.split('/');
  const page = pages.find((p) => p.path === name);
  useEffect(() => {
    document.title = `${page?.title ?? 'Key'} · Carillon`;
    document.documentElement.dataset.ready = state.begins ? 'no' : 'yes';
    if (!path && !page && pages.length) go(`/console/${pages[0].path}`, {replace: true});
  });
  if (state.begins) return html`<main class="gate"><p class="muted" role="status">Asking what the key may see</p></main>`;
  if (!state.me) return html`<${Gate} before=${state.error} onKey=${(me) => { if (!PAGES.some((one) => one.path === name && isShown(one))) go('/console', {replace: true}); set({me}); }}/>`;
  return html`<${Shell} pages=${pages} at=${name} path=${location.pathname + location.search} me=${state.me} onForget=${() => leave()}>${stale && html`<p class="note tone-warn" role="status">The link was used already, or is older than ten minutes. This tab goes on with the key that it has.</p>`}${page
    ? html`<${page.view} key=${path} id=${id} filters=${query}/>` : html`<h1>There is no such page, or the key may not see it</h1><p><a href="/console">Go to what it may see</a></p>`}<//>`;
}

soon.then(() => {
  render(html`<${Console}/>`, document.getElementById('app'));
  over();
});
