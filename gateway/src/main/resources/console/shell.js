// The frame around a page: navigation, search, connection, keys of the keyboard, look.
import { useEffect, useRef } from 'preact/hooks';
import { html, Chip } from './ui.js';
import { go } from './route.js';
import { useConnection } from './live.js';
import { query } from './api.js';

const BELL = 'M10 1a1.5 1.5 0 0 1 1.4 2A6 6 0 0 1 16 9c0 4 1 5 2 6H2c1-1 2-2 2-6a6 6 0 0 1 4.6-6A1.5 1.5 0 0 1 10 1ZM7.500 16.500h5a2.500 2.500 0 0 1-5 0Z';

function theme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
}

/** One for all pages: each key of the keyboard is silent in fields and while a dialog is open. */
function useKeys(keys, help) {
  const last = useRef('');
  useEffect(() => {
    const pressed = (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || help.current?.open) return;
      const hit = keys[`${last.current} ${e.key}`] ?? keys[e.key];
      last.current = e.key;
      if (hit) {
        e.preventDefault();
        hit[1]();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
}

function step(by) {
  const rows = [...document.querySelectorAll('main tbody a, main .rows a, main summary')];
  rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(document.activeElement) + by))]?.focus();
}

export function Shell({pages, at, name, onForget, children}) {
  const help = useRef();
  const search = useRef();
  const state = useConnection();
  const keys = {'/': ['Search', () => search.current.focus()], '?': ['These keys', () => help.current.showModal()], t: ['Light or dark', theme],
    j: ['Next row', () => step(1)], k: ['Row before', () => step(-1)],
    ...Object.fromEntries(pages.filter((p) => p.key).map((p) => [`g ${p.key}`, [p.title, () => go(`/console/${p.path}`)]]))};
  useKeys(keys, help);
  const groups = [...new Set(pages.map((p) => p.group))];
  const find = (e) => {
    e.preventDefault();
    const text = search.current.value.trim();
    if (/^[0-9a-f-]{36}$/.test(text)) go(`/console/mail/${text}`);
    else if (text.includes('@')) go(query('/console/mail', {to: text}));
    else go(query('/console/users', {q: text}));
  };
  return html`<a class="skip" href="#main">Skip to the page</a><div class="shell">
    <header class="side"><div class="stick"><a class="brand" href="/console"><svg viewBox="0 0 20 20" aria-hidden="true"><path fill="currentColor" d=${BELL}/></svg>Carillon</a>
      ${groups.map((group) => html`<nav aria-label=${group}><h2>${group}</h2><ul>${pages.filter((p) => p.group === group).map((p) => html`
        <li><a href=${`/console/${p.path}`} aria-current=${at === p.path ? 'page' : null}>${p.title}</a></li>`)}</ul></nav>`)}
      <nav aria-label="Documents"><ul><li><a href="/docs">API</a></li></ul></nav></div></header>
    <div><section class="top" aria-label="Search and session"><form role="search" onSubmit=${find}><input ref=${search} type="search" aria-label="Search users and mail" placeholder="Name, address or id"/> <kbd>/</kbd></form><span class="gap"></span>
      <span role="status"><${Chip} state=${state} pulse=${state === 'online'}/></span><span class="small muted role">key <b>${name}</b></span>
      <button class="quiet" onClick=${theme} title="Light or dark (t)">Look</button><button class="quiet" onClick=${onForget}>Forget key</button></section>
      <main id="main" tabindex="-1">${children}</main></div></div>
    <dialog ref=${help} aria-label="Keys"><div class="head"><h2>Keys</h2><form method="dialog"><button>Close</button></form></div>
      <table><tbody>${Object.entries(keys).map(([k, [what]]) => html`<tr><td><kbd>${k}</kbd></td><td>${what}</td></tr>`)}</tbody></table></dialog>`;
}
