// What pages load: one thing, or a list page by page. An answer that is no longer wanted is aborted, or not looked at.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { early } from './early.js';
import { ask } from './api.js';

/**
 * `{data, error, again}` of a path; null asks nothing. What was there stays while it is loaded anew; with `keep` also that of another path.
 * It is asked for before anything is painted; what is `late` after that, because it would only delay what people came for. `again` while an answer is awaited lets that one come, and asks once more after it.
 */
export function useLoad(path, {keep, late} = {}) {
  const [state, set] = useState({});
  const [turn, next] = useState(0);
  const asked = useRef({});
  const useTurn = late ? useEffect : useLayoutEffect;
  useTurn(() => {
    if (!path) return undefined;
    const abort = new AbortController();
    const mine = asked.current = {waits: true};
    const came = (what) => {
      if (abort.signal.aborted) return;
      mine.waits = false;
      set(what);
      if (mine.more) next((n) => n + 1);
    };
    (early(path) ?? ask('GET', path, undefined, {signal: abort.signal})).then(
      (data) => came({path, data}), (error) => came((before) => ({...(before.path === path ? before : {}), path, error})));
    return () => abort.abort();
  }, [path, turn]);
  const again = useCallback(() => {
    if (asked.current.waits) asked.current.more = true;
    else if (path) next((n) => n + 1);
  }, [path]);
  return {...(state.path === path || (keep && path) ? state : {}), again};
}

/** The same every so many milliseconds, while the tab is seen. */
export function useEvery(millis, what) {
  useEffect(() => {
    const timer = setInterval(() => document.hidden || what(), millis);
    return () => clearInterval(timer);
  }, [millis, what]);
}

/** The same, but not more often than each so many milliseconds: what many messages ask for is done once. */
export function useSoon(what, millis = 500) {
  const waits = useRef();
  useEffect(() => () => clearTimeout(waits.current), []);
  return useCallback(() => {
    waits.current ??= setTimeout(() => { waits.current = undefined; what(); }, millis);
  }, [what, millis]);
}

/** Now, anew every so many milliseconds: for what counts down. */
export function useNow(millis) {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), millis);
    return () => clearInterval(timer);
  }, [millis]);
  return now;
}

/** Runs what a button does: `[busy, error, run]`. An error stays beside the button until the next try. */
export function useAction(act) {
  const [state, set] = useState({});
  const run = async (...given) => {
    set({busy: true});
    try {
      await act(...given);
      set({});
    } catch (error) {
      set({error});
    }
  };
  return [state.busy, state.error, run];
}
