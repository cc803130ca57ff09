// Before all: one field. It keeps what was typed when the key is wrong.
import { useState } from 'preact/hooks';
import { html, Wrong } from './ui.js';
import { key } from './api.js';
import { meet } from './me.js';

export function Gate({onKey, before}) {
  const [error, fail] = useState();
  const [busy, wait] = useState(false);
  const enter = async (e) => {
    e.preventDefault();
    key.set(new FormData(e.target).get('key'));
    wait(true);
    try {
      onKey(await meet());
    } catch (problem) {
      key.forget();
      fail(problem);
      wait(false);
    }
  };
  return html`<main class="gate"><section class="card" aria-label="Key"><header><h1>Carillon</h1></header><form class="pad form" onSubmit=${enter}>
    <label class="field"><span>API key</span><input name="key" type="password" required autocomplete="off" spellcheck="false"/></label>
    <p class="small muted">It stays in this tab.${before ? '' : ' Where Carillon was started with “up”, the terminal names the file with the key (“Key”), and a link that signs in one browser, once, within ten minutes.'}</p>
    <div class="actions"><button class="primary" disabled=${busy}>Enter</button></div><${Wrong} error=${error ?? before}/></form></section>
    <p class="small muted"><a href="/docs">The API</a>, its <a href="/openapi.json">paths</a> and its <a href="/asyncapi.json">events</a> need no key to be read.</p></main>`;
}
