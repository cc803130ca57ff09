import {el, folded, resolved} from '/docs/dom.js';
import {key} from '/docs/key.js';
import {shown} from '/docs/schema.js';

const MOST = 200;

function panel(topics) {
  const frames = el('ol', {class: 'frames mono', 'aria-label': 'Frames'});
  const status = el('span', {role: 'status'}, 'not connected');
  const topic = el('input', {name: 'topic', value: 'broadcasts', list: 'topics', spellcheck: 'false'});
  let socket;
  let said = 0;
  const note = (mark, text) => {
    frames.append(el('li', {}, `${mark} ${text}`));
    while (frames.childElementCount > MOST) {
      frames.firstElementChild.remove();
    }
  };
  const say = (frame) => {
    if (socket?.readyState !== WebSocket.OPEN) {
      status.textContent = 'connect first';
      return;
    }
    socket.send(JSON.stringify(frame));
    note('>', JSON.stringify(frame.key ? {...frame, key: '...'} : frame));
  };
  const connect = () => {
    socket?.close();
    const mine = new WebSocket(location.origin.replace(/^http/, 'ws') + '/ws', 'carillon.v1.json');
    socket = mine;
    mine.onopen = () => {
      status.textContent = 'connected';
      say({type: 'hello', key: key()});
    };
    mine.onmessage = (event) => note('<', event.data);
    mine.onclose = (event) => {
      note('=', `closed ${event.code} ${event.reason}`);
      if (socket === mine) {
        status.textContent = 'not connected';
      }
    };
  };
  const button = (text, act, name) => el('button', {type: 'button', class: name, onclick: act}, text);
  return el('div', {class: 'panel', id: 'live-panel'},
      el('p', {}, 'A connection to ', el('code', {}, '/ws'), ' with the key of this tab: each frame as it goes and comes.'),
      el('div', {class: 'row'}, button('Connect', connect, 'first connect'), button('Close', () => socket?.close()), status),
      el('div', {class: 'row'}, el('label', {}, 'Topic ', topic),
          button('Subscribe', () => say({type: 'sub', id: String(++said), topic: topic.value}), 'subscribe'),
          button('Unsubscribe', () => say({type: 'unsub', id: String(++said), topic: topic.value})),
          button('Clear', () => frames.replaceChildren())),
      el('datalist', {id: 'topics'}, topics.map((one) => el('option', {value: one}))),
      frames);
}

function channel(events, name, told) {
  return folded({class: 'operation channel', id: 'channel-' + name, 'data-words': told.address.toLowerCase()},
      [el('span', {class: 'method'}, 'LIVE'), el('code', {}, told.address)],
      () => Object.entries(told.messages).map(([message, reference]) => {
        const one = resolved(events, reference);
        return el('div', {}, el('h3', {}, message), el('p', {class: 'muted'}, one.summary), shown(events, one.payload ?? {}));
      }));
}

/** What is told rather than asked for, and a place to hear it. */
export function live(events) {
  const channels = Object.entries(events.channels);
  const topics = channels.map(([, told]) => told.address).filter((address) => !address.startsWith('/'));
  return [panel(topics), channels.map(([name, told]) => channel(events, name, told))].flat();
}
