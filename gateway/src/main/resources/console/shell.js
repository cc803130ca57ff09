// The frame around a page: navigation, search, connection, keys of the keyboard, look.
import { useEffect, useRef, useState } from 'preact/hooks';
import { html, Action, Chip, ZONE } from './ui.js';
import { go } from './route.js';
import { useConnection } from './live.js';
import { query } from './api.js';
import { Help, useKeys } from './keyboard.js';
import { Shifted } from './time.js';

const NARROW = matchMedia('(max-width: 800px)');
const BELL = 'M10 1a1.5 1.5 0 0 1 1.4 2A6 6 0 0 1 16 9c0 4 1 5 2 6H2c1-1 2-2 2-6a6 6 0 0 1 4.6-6A1.5 1.5 0 0 1 10 1ZM7.500 16.500h5a2.500 2.500 0 0 1-5 0Z';

const LOOK = 'carillon.look';
const root = document.documentElement;
/** As it was chosen last in this tab; else as the system has it. */
if (sessionStorage.getItem(LOOK)) root.dataset.theme = sessionStorage.getItem(LOOK);

function theme() {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  sessionStorage.setItem(LOOK, root.dataset.theme);
}

function step(by) {
  const rows = [...document.querySelectorAll('main tbody a:not([tabindex]), main .rows a, main summary')];
  rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(document.activeElement.closest('tr')?.querySelector('a') ?? document.activeElement) + by))]?.focus();
}

export function Shell({pages, at, path, me, onForget, children}) {
  const help = useRef();
  const search = useRef();
  const state = useConnection();
  const [, ask] = useState(0);
  const [narrow, fit] = useState(NARROW.matches);
  const menu = useRef();
  useEffect(() => {
    const turned = () => fit(NARROW.matches);
    NARROW.addEventListener('change', turned);
    return () => NARROW.removeEventListener('change', turned);
  }, []);
  useEffect(() => { menu.current.open = !narrow; search.current.value = at === 'search' ? new URLSearchParams(location.search).get('q') : ''; }, [path, narrow]);
  const explain = () => { ask((n) => n + 1); help.current.showModal(); };
  const keys = {'/': ['Search', () => search.current.focus()], '?': ['This list', explain], t: ['Light or dark', theme],
    j: ['Next row', () => step(1)], k: ['Row before', () => step(-1)],
    ...Object.fromEntries(pages.filter((p) => p.key).map((p) => [`g ${p.key}`, [p.title, () => go(`/console/${p.path}`)]]))};
  useKeys(keys);
  const groups = [...new Set(pages.map((p) => p.group).filter(Boolean))];
  const here = pages.find((p) => p.path === at)?.under ?? at;
  const find = (e) => {
    e.preventDefault();
    const text = search.current.value.trim();
    if (text) go(query('/console/search', {q: text}));
  };
  return html`<a class="skip" href="#main">Skip to the page</a><div class="shell">
    <header class="side"><div class="stick"><a class="brand" href="/console"><svg viewBox="0 0 20 20" aria-hidden="true"><path fill="currentColor" d=${BELL}/></svg>Carillon</a>
      <details ref=${menu} class="menu" open=${!narrow}><summary>Menu</summary><div class="groups">${groups.map((group) => html`<nav aria-label=${group}><h2>${group}</h2><ul>${pages.filter((p) => p.group === group).map((p) => html`
        <li><a href=${`/console/${p.path}`} aria-current=${here === p.path ? 'page' : null}>${p.title}</a></li>`)}</ul></nav>`)}
      <nav aria-label="Documents"><ul><li><a href="/docs">API</a></li></ul></nav></div></details></div></header>
    <div><section class="top" aria-label="Search and session"><form role="search" onSubmit=${find}><input ref=${search} type="search" aria-label="Search users and mail" placeholder="Name, address, id, subject"/> <kbd>/</kbd></form><span class="gap"></span>
      <span role="status"><${Chip} state=${state} pulse=${state === 'online'}/></span><span class="small muted role" title=${me.scopes.join(', ')}><b>${me.name}</b>${me.role !== me.name && `, ${me.role ?? `may ${me.scopes.join(', ')}`}`}</span>
      <span class="small muted keyboard" title="The time zone of all times here">${ZONE}</span><button class="quiet keyboard" onClick=${explain} title="What keys do (?)">Shortcuts ?</button><button class="quiet" onClick=${theme} title="Light or dark (t)">Light/dark</button><${Action} label="Sign out" quiet run=${onForget} confirm="Sign out? This tab forgets its key. To come back paste a key; a start of Carillon prints a new link."/></section>
      <${Shifted}/><main id="main" tabindex="-1">${children}</main></div></div>
    <${Help} dialog=${help} keys=${keys}/>`;
}
