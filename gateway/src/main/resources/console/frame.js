// HTML of strangers, in a frame that can do nothing: no script, no form, no way to this page, an origin of its own.
// It is never given to this page: the server shows it at an address that is good for one look.
import { useEffect, useState } from 'preact/hooks';
import { html, Wrong } from './ui.js';
import { ask } from './api.js';

/** What is shown at a path, once. */
export const Shown = ({path, title}) => html`<iframe key=${path} class="frame" sandbox="" referrerpolicy="no-referrer" title=${title} src=${path}></iframe>`;

/** Shows what a POST to `open` answers the path of. */
export function Frame({open, title}) {
  const [state, set] = useState({});
  useEffect(() => {
    const abort = new AbortController();
    set({});
    ask('POST', open, undefined, {signal: abort.signal}).then(
      (view) => set({path: view.path}),
      (error) => error.name === 'AbortError' || set({error}));
    return () => abort.abort();
  }, [open]);
  if (state.error) return html`<${Wrong} error=${state.error}/>`;
  return state.path ? html`<${Shown} path=${state.path} title=${title}/>` : html`<p class="frame"></p>`;
}
