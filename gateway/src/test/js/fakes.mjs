// Sockets, servers of streams and a clock that the tests of client.js hold in their hands.
import {afterEach, beforeEach, mock} from 'node:test';
import {Live} from '../../main/resources/client/client.js';

/** All sockets since the test began. */
export const sockets = [];
const lives = [];

/** A WebSocket whose other end is the test. */
class FakeSocket {
  constructor(url, protocol) {
    Object.assign(this, {url, protocol, sent: []});
    sockets.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  says(...frames) {
    for (const frame of frames) this.onmessage?.({data: JSON.stringify(frame)});
  }
  opens() {
    this.onopen?.();
    return this;
  }
  ends(code, reason = '') {
    this.onclose?.({code, reason});
  }
  last(type) {
    return this.sent.filter((frame) => frame.type === type).at(-1);
  }
}

export const settled = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

export async function live(options = {}) {
  const made = new Live('wss://gw.example/ws', {WebSocket: FakeSocket, token: 'sk_1', random: () => 1, ...options});
  made.states = [];
  made.errors = [];
  made.silences = [];
  made.on('state', (event) => made.states.push(event));
  made.on('error', (error) => made.errors.push(error));
  made.on('silence', (event) => made.silences.push(event));
  lives.push(made);
  await settled();
  return made;
}

/** One that is welcome. */
export async function online(options) {
  const made = await live(options);
  welcome();
  return made;
}

export function welcome() {
  const socket = sockets.at(-1).opens();
  socket.says({type: 'welcome'});
  return socket;
}

export async function pass(millis) {
  mock.timers.tick(millis);
  await settled();
}

export function listener() {
  const heard = [];
  return {
    heard,
    message: (data, frame) => heard.push(['message', frame.seq, data]),
    gap: (gap) => heard.push(['gap', gap.from, gap.to]),
    refused: (error) => heard.push(['refused', error.code]),
  };
}

export const msg = (seq, topic = 'a', epoch = 'e') => ({type: 'msg', topic, epoch, seq, data: 'd' + seq});

/** A subscription that stands at a place of epoch e. */
export function subscribed(one, seq, to = listener(), topic = 'a') {
  const subscription = one.subscribe(topic, to);
  const socket = sockets.at(-1);
  socket.says({type: 'ok', id: socket.last('sub').id, topic, epoch: 'e', seq});
  return subscription;
}

beforeEach(() => {
  sockets.length = lives.length = 0;
  mock.timers.enable({apis: ['setTimeout', 'Date'], now: 1_700_000_000_000});
});

afterEach(() => {
  for (const one of lives) one.close();
  mock.timers.reset();
});

export const jwt = (exp) => 'h.' + Buffer.from(JSON.stringify({exp})).toString('base64url') + '.s';

/** A server of streams: what it answers is given, and what was asked is kept. */
export function streams() {
  const asked = [];
  const fetch = async (url, request) => {
    asked.push({url, ...request});
    if (request.method === 'POST') return {ok: true, json: async () => ({epoch: 'e', seq: 8})};
    const body = new ReadableStream({
      start(controller) {
        asked.at(-1).says = (text) => controller.enqueue(new TextEncoder().encode(text));
        asked.at(-1).ends = () => controller.close();
      },
    });
    return {ok: true, status: 200, body};
  };
  return {asked, fetch};
}
