// Views are paths below /console, filters are the query: each can be sent as a link.
import { useLayoutEffect, useState } from 'preact/hooks';

const here = () => ({path: location.pathname.replace(/^\/console\/?/, '').replace(/\/$/, ''), query: Object.fromEntries(new URLSearchParams(location.search))});
const CHANGED = 'carillon:route';

export function go(to, {replace = false} = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  dispatchEvent(new Event(CHANGED));
}

/** Where we are; links within the console do not load the page again. */
export function useRoute() {
  const [route, set] = useState(here);
  useLayoutEffect(() => { // before anything is painted that could be clicked
    const changed = () => set(here());
    const clicked = (e) => {
      const link = e.target.closest?.('a[href^="/console"]');
      if (!link || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || link.target) return;
      e.preventDefault();
      go(link.getAttribute('href'));
      scrollTo(0, 0);
    };
    addEventListener('popstate', changed);
    addEventListener(CHANGED, changed);
    document.addEventListener('click', clicked);
    return () => {
      removeEventListener('popstate', changed);
      removeEventListener(CHANGED, changed);
      document.removeEventListener('click', clicked);
    };
  }, []);
  return route;
}
