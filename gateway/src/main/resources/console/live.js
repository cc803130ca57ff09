// One connection for the tab, by the product's own client; a page that leaves lets go of its topics.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Live } from '/client.js';
import { key } from './api.js';

let live;

/** The one of the tab. */
export function connection() {
  live ??= new Live(location.origin.replace(/^http/, 'ws') + '/ws', {token: key.get()});
  return live;
}

export function disconnect() {
  live?.close();
  live = undefined;
}

// A page that the browser keeps for the way back would keep its connection too.
addEventListener('pagehide', disconnect);
addEventListener('pageshow', (event) => event.persisted && location.reload());

/**
 * Each message of a topic. `again` is called, to load what is shown anew, after a gap, and whenever the topic is subscribed: what changed between
 * the load and that moment was told to nobody here.
 */
export function useTopic(topic, message, again) {
  const heard = useRef();
  heard.current = {message, again};
  useEffect(() => {
    if (!topic) return undefined;
    const subscription = connection().subscribe(topic, {
      message: (data) => heard.current.message?.(data),
      gap: () => heard.current.again?.(),
      subscribed: () => heard.current.again?.(),
      refused: () => {},
    });
    return () => subscription.close();
  }, [topic]);
}

/** `online`, `connecting`, `offline` or `closed`. */
export function useConnection() {
  const [state, set] = useState('connecting');
  useEffect(() => {
    const at = connection();
    set(at.state);
    return at.on('state', (event) => set(event.state));
  }, []);
  return state;
}
