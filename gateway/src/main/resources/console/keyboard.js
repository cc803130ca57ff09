// Commands of one key: those of the frame and those of the page that is shown. They are silent in fields and dialogs, and can
// be switched off (WCAG 2.1.4). Only who has switched them off has a word in the browser's storage.
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './ui.js';

const OFF = 'carillon.keys';
const AFTER = 1500;
const own = new Map();
const silent = () => localStorage.getItem(OFF) === 'off';

/** A command of the page, as long as it is shown; without `what` there is none. */
export function useKey(key, what, run) {
  const latest = useRef();
  latest.current = run;
  useEffect(() => {
    if (!what) return undefined;
    const command = [what, () => latest.current()];
    own.set(key, command);
    return () => { if (own.get(key) === command) own.delete(key); };
  }, [key, what]);
}

/** Listens for the frame; the second key of two comes within a moment. */
export function useKeys(keys) {
  const last = useRef({key: '', at: 0});
  useEffect(() => {
    const pressed = (e) => {
      if (silent() || e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || document.querySelector('dialog[open]')) return;
      const before = e.timeStamp - last.current.at < AFTER ? last.current.key : '';
      const hit = keys[`${before} ${e.key}`] ?? own.get(e.key) ?? keys[e.key];
      last.current = {key: e.key, at: e.timeStamp};
      if (hit) {
        e.preventDefault();
        hit[1]();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
}

const Listed = ({title, of}) => of.length > 0 && html`<h3>${title}</h3><table><tbody>${of.map(([key, [what]]) => html`<tr key=${key}><td>${key.split(' ').map((one) => html`<kbd>${one}</kbd> `)}</td><td>${what}</td></tr>`)}</tbody></table>`;

/** The dialog with all of them, and the switch. */
export function Help({dialog, keys}) {
  const [off, set] = useState(silent);
  const turn = (e) => {
    if (e.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, 'off');
    set(silent());
  };
  const all = Object.entries(keys);
  return html`<dialog ref=${dialog} aria-label="Shortcuts"><div class="head"><h2>Shortcuts</h2><form method="dialog"><button autofocus>Close</button></form></div>
    <label class="check"><input type="checkbox" name="commands" checked=${!off} onChange=${turn}/> Shortcuts of a single key</label>
    <${Listed} title="On this page" of=${[...own]}/><${Listed} title="Everywhere" of=${all.filter(([key]) => !key.includes(' '))}/><${Listed} title="Go to" of=${all.filter(([key]) => key.includes(' '))}/></dialog>`;
}
