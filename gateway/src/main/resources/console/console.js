// The one page: without a key it asks for one, with a key it shows what that key may see.
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { html, Wrong } from './ui.js';
import { ask, key, Problem } from './api.js';
import { disconnect } from './live.js';
import { useRoute } from './route.js';
import { Shell } from './shell.js';
import { page as overview } from './overview.js';
import { page as mail } from './mail.js';
import { page as inbox } from './inbox.js';
import { page as templates } from './templates.js';
import { page as broadcasts } from './broadcasts.js';
import { page as users } from './users.js';
import { pages as run } from './run.js';

const PAGES = [{...overview, asks: '/v1/ledger'}, {...mail, asks: '/v1/emails?limit=1'}, inbox, {...templates, asks: '/v1/templates?limit=1'},
  {...broadcasts, asks: '/v1/broadcasts?limit=1'}, {...users, asks: '/v1/users?limit=1'}, ...run.map((p) => ({asks: '/v1/windows', ...p}))];

/** Which pages a key may see: each is asked for a little. A key that is no key throws. */
async function allowed() {
  const answers = await Promise.all(PAGES.map((page) => ask('GET', page.asks).then(() => 200, (e) => e)));
  const unknown = answers.find((answer) => answer instanceof Problem && (answer.status === 401 || answer.status === 0));
  if (unknown) throw unknown;
  return PAGES.filter((page, i) => answers[i] === 200 || ![403, 404].includes(answers[i].status));
}

/** Before all: one field. It keeps what was typed when the key is wrong. */
function Gate({onKey}) {
  const [error, fail] = useState();
  const [busy, wait] = useState(false);
  const enter = async (e) => {
    e.preventDefault();
    key.set(new FormData(e.target).get('key'));
    wait(true);
    try {
      onKey(await allowed());
    } catch (problem) {
      key.forget();
      fail(problem);
      wait(false);
    }
  };
  return html`<main class="gate"><section class="card" aria-label="Key"><header><h1>Carillon</h1></header><form class="pad form" onSubmit=${enter}>
    <label class="field"><span>API key</span><input name="key" type="password" required autocomplete="off" spellcheck="false"/></label>
    <p class="small muted">It stays in this tab. With the launcher it is in the file that the banner names as Key.</p>
    <div class="actions"><button class="primary" disabled=${busy}>Enter</button></div><${Wrong} error=${error}/></form></section></main>`;
}

function Console() {
  const {path, query} = useRoute();
  const [pages, show] = useState();
  const asked = useRef(false);
  useEffect(() => {
    if (key.get() && !asked.current) {
      asked.current = true;
      allowed().then(show, () => key.forget() || show(null));
    }
  }, []);
  const [name, id] = path.split('/');
  const page = (pages ?? []).find((p) => p.path === name);
  useEffect(() => {
    document.title = `${page?.title ?? 'Key'} · Carillon`;
    document.documentElement.dataset.ready = pages || !key.get() ? 'yes' : 'no';
  });
  if (!pages) return key.get() ? html`<main class="gate"><p class="muted" role="status">Asking what the key may see</p></main>` : html`<${Gate} onKey=${show}/>`;
  const forget = () => {
    key.forget();
    disconnect();
    show(null);
  };
  return html`<${Shell} pages=${pages} at=${name} name="of this tab" onForget=${forget}>${page
    ? html`<${page.view} key=${path} id=${id} filters=${query}/>` : html`<h1>There is no such page, or the key may not see it</h1>`}<//>`;
}

render(html`<${Console}/>`, document.getElementById('app'));
