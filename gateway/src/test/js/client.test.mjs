// client.js by itself: sockets, fetch and the clock are fakes, so that nothing waits. Run by ClientScriptIT, or:
//   node --test gateway/src/test/js/client.test.mjs
import assert from 'node:assert/strict';
import {afterEach, beforeEach, mock, test} from 'node:test';
import {Live, LiveError} from '../../main/resources/client/client.js';

let sockets = [];
let lives = [];

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

const settled = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

async function live(options = {}) {
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
async function online(options) {
  const made = await live(options);
  welcome();
  return made;
}

function welcome() {
  const socket = sockets.at(-1).opens();
  socket.says({type: 'welcome'});
  return socket;
}

async function pass(millis) {
  mock.timers.tick(millis);
  await settled();
}

function listener() {
  const heard = [];
  return {
    heard,
    message: (data, frame) => heard.push(['message', frame.seq, data]),
    gap: (gap) => heard.push(['gap', gap.from, gap.to]),
    refused: (error) => heard.push(['refused', error.code]),
  };
}

const msg = (seq, topic = 'a', epoch = 'e') => ({type: 'msg', topic, epoch, seq, data: 'd' + seq});

/** A subscription that stands at a place of epoch e. */
function subscribed(one, seq, to = listener(), topic = 'a') {
  const subscription = one.subscribe(topic, to);
  const socket = sockets.at(-1);
  socket.says({type: 'ok', id: socket.last('sub').id, topic, epoch: 'e', seq});
  return subscription;
}

beforeEach(() => {
  sockets = [];
  lives = [];
  mock.timers.enable({apis: ['setTimeout', 'Date'], now: 1_700_000_000_000});
});

afterEach(() => {
  for (const one of lives) one.close();
  mock.timers.reset();
});

test('it says hello with its token, and is online when it is welcome', async () => {
  const one = await live();
  assert.equal(sockets[0].url, 'wss://gw.example/ws');
  assert.equal(sockets[0].protocol, 'carillon.v1.json');
  assert.equal(one.state, 'connecting');
  welcome();
  assert.deepEqual(sockets[0].sent, [{type: 'hello', key: 'sk_1'}]);
  assert.deepEqual(one.states.at(-1), {state: 'online', transport: 'websocket'});
});

test('what a topic says reaches its listener and moves its position', async () => {
  const one = await online();
  const to = listener();
  const subscription = subscribed(one, 4, to);
  assert.deepEqual(await subscription.ready, {epoch: 'e', since: 4});
  sockets[0].says(msg(5), msg(6), msg(7, 'other'));
  assert.deepEqual(to.heard, [['message', 5, 'd5'], ['message', 6, 'd6']]);
  assert.deepEqual(subscription.position, {epoch: 'e', since: 6});
});

test('after a connection that broke it goes on behind what it has', async () => {
  const one = await online();
  subscribed(one, 4);
  sockets[0].says(msg(5));
  sockets[0].ends(1006);
  assert.equal(one.state, 'offline');
  await pass(500);
  const {id, ...frame} = welcome().last('sub');
  assert.deepEqual(frame, {type: 'sub', topic: 'a', epoch: 'e', since: 5});
});

test('the answer to a resume does not skip what it promises', async () => {
  const one = await online();
  const to = listener();
  subscribed(one, 4, to);
  sockets[0].ends(1006);
  await pass(500);
  let socket = welcome(); // nobody can read back: the answer names the end, and a gap follows
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: 'e', seq: 9});
  socket.ends(1006); // which is cut off
  await pass(1000);
  socket = welcome();
  assert.equal(socket.last('sub').since, 4);
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: 'e', seq: 9});
  socket.says({type: 'gap', topic: 'a', epoch: 'e', from: 5, to: 9}, msg(10));
  assert.deepEqual(to.heard, [['gap', 5, 9], ['message', 10, 'd10']]);
});

test('a jump, a repetition and another epoch are no silent holes', async () => {
  const one = await online();
  const to = listener();
  subscribed(one, 4, to);
  sockets[0].says(msg(7), msg(7), msg(6), msg(3, 'a', 'other'));
  assert.deepEqual(to.heard, [['gap', 5, 6], ['message', 7, 'd7'], ['gap', 0, 2], ['message', 3, 'd3']]);
});

test('from the oldest there is no gap before the first message, and none is lost with the connection', async () => {
  const one = await online();
  const to = listener();
  one.subscribe('a', to, {since: 0});
  let socket = sockets[0];
  assert.deepEqual([socket.last('sub').since, socket.last('sub').epoch], [0, undefined]);
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: 'e', seq: 0});
  socket.ends(1006);
  await pass(500);
  socket = welcome();
  assert.deepEqual([socket.last('sub').since, socket.last('sub').epoch], [0, undefined]);
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: 'e', seq: 0}, msg(50), msg(51));
  assert.deepEqual(to.heard, [['message', 50, 'd50'], ['message', 51, 'd51']]);
});

test('a topic that is refused says so once, and one that cannot be read now is asked for again', async () => {
  const one = await online();
  const refused = listener();
  const subscription = one.subscribe('a', refused);
  const socket = sockets[0];
  socket.says({type: 'error', id: socket.last('sub').id, code: 'forbidden', detail: 'No'});
  await assert.rejects(subscription.ready, {code: 'forbidden'});
  const later = listener();
  one.subscribe('b', later);
  const first = socket.last('sub').id;
  socket.says({type: 'error', id: first, code: 'unavailable', detail: 'Later'});
  await pass(2000);
  assert.notEqual(socket.last('sub').id, first);
  assert.deepEqual([refused.heard, later.heard], [[['refused', 'forbidden']], []]);
  socket.ends(1006);
  await pass(500);
  assert.deepEqual(welcome().sent.map((frame) => frame.topic), [undefined, 'b']);
});

test('there is one subscription of a topic, and one that is closed is told to the server', async () => {
  const one = await online();
  const subscription = subscribed(one, 0);
  assert.throws(() => one.subscribe('a', () => {}), {code: 'conflict'});
  assert.throws(() => one.subscribe('', () => {}), TypeError);
  assert.throws(() => one.subscribe('x'.repeat(201), () => {}), TypeError);
  subscription.close();
  assert.equal(sockets[0].last('unsub').topic, 'a');
  one.subscribe('a', () => {});
});

test('a publish is done when it is stored', async () => {
  const one = await online();
  const published = one.publish('a', {n: 1}, {id: 'm1', key: 'k1'});
  const {id, ...frame} = sockets[0].last('pub');
  assert.deepEqual(frame, {type: 'pub', topic: 'a', data: {n: 1}, messageId: 'm1', key: 'k1'});
  sockets[0].says({type: 'ok', id, topic: 'a', epoch: 'e', seq: 3});
  assert.deepEqual(await published, {messageId: 'm1', epoch: 'e', seq: 3});
});

test('what becomes of a publish without an answer is unknown, and it may be repeated by its name', async () => {
  const one = await online();
  const lost = one.publish('a', 1);
  sockets[0].ends(1006);
  const error = await lost.catch((e) => e);
  assert.ok(error instanceof LiveError && error.unknown);
  assert.match(error.messageId, /^[0-9a-f]{32}$/);
  await pass(500);
  const again = one.publish('a', 1, {id: error.messageId});
  const socket = welcome(); // it waited for the connection
  assert.equal(socket.last('pub').messageId, error.messageId);
  socket.says({type: 'ok', id: socket.last('pub').id, topic: 'a', epoch: 'e', seq: 1});
  assert.equal((await again).seq, 1);
  const late = one.publish('a', 2);
  await pass(10000);
  await assert.rejects(late, {code: 'unknown'});
});

test('a publish that was never sent says so, and one that cannot be sent is refused at once', async () => {
  const one = await live();
  const offline = one.publish('a', 1, {timeout: 3000});
  await pass(3000);
  await assert.rejects(offline, {code: 'offline', unknown: false});
  welcome();
  assert.equal(sockets[0].last('pub'), undefined);
  await assert.rejects(one.publish('a', 'é'.repeat(33000)), {code: 'too-large'});
  await assert.rejects(one.publish('a', undefined), {code: 'invalid'});
  const all = Array.from({length: 65}, () => one.publish('a', 1).catch((e) => e.code));
  assert.equal(await all[64], 'limit');
  const refused = one.publish('b', 1).catch((e) => e.code);
  assert.equal(await refused, 'limit');
  one.close();
  assert.deepEqual(new Set(await Promise.all(all.slice(0, 64))), new Set(['unknown']));
  await assert.rejects(one.publish('a', 1), {code: 'closed'});
});

test('the server says when to come back', async () => {
  const one = await online();
  sockets[0].ends(1012, '{"retryAfterMs":8400}');
  assert.deepEqual(one.states.at(-1), {state: 'offline', code: 1012, reason: '{"retryAfterMs":8400}', retryInMs: 8400});
  await pass(8399);
  assert.equal(sockets.length, 1);
  await pass(1);
  assert.equal(sockets.length, 2);
});

test('otherwise it waits longer each time, by chance, until a connection has lasted', async () => {
  let chance = 1;
  const one = await live({random: () => chance});
  const waits = [];
  const failed = async () => {
    sockets.at(-1).ends(1006);
    waits.push(one.states.at(-1).retryInMs);
    await pass(waits.at(-1));
  };
  for (let i = 0; i < 8; i++) {
    sockets.at(-1).opens();
    await failed();
  }
  chance = 0;
  sockets.at(-1).opens();
  await failed();
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 15000]);
  const socket = welcome();
  await pass(5000);
  socket.says({type: 'pong'});
  await pass(5000);
  chance = 1;
  await failed();
  assert.equal(waits.at(-1), 500);
});

test('a silent server is asked, and left when it does not answer', async () => {
  const one = await online();
  const socket = sockets[0];
  await pass(5000);
  await pass(5000);
  assert.equal(socket.last('ping').type, 'ping');
  socket.says({type: 'pong', id: socket.last('ping').id});
  await pass(5000);
  await pass(5000);
  assert.equal(one.state, 'online');
  await pass(5000);
  await pass(5000);
  assert.deepEqual(one.silences, [{heardNothingForMs: 20000}]);
  assert.equal(one.state, 'offline');
  assert.ok(socket.closed);
  socket.says({type: 'welcome'}); // too late
  await pass(500);
  assert.equal(sockets.length, 2);
});

test('timers that come late, as in the background, are no silence', async () => {
  const one = await online();
  mock.timers.setTime(1_700_000_000_000 + 3_600_000); // an hour in which nothing ran
  await pass(5000);
  assert.equal(one.state, 'online');
  sockets[0].says({type: 'pong'});
  await pass(5000);
  assert.equal(one.state, 'online');
  assert.deepEqual(one.silences, []);
});

test('a connection that is never welcome is given up', async () => {
  const one = await live();
  sockets[0].opens();
  await pass(10000);
  assert.equal(one.state, 'offline');
  assert.equal(one.states.at(-1).reason, 'no welcome came');
});

const jwt = (exp) => 'h.' + Buffer.from(JSON.stringify({exp})).toString('base64url') + '.s';

test('another token is shown in band before the one of now expires', async () => {
  const tokens = [jwt(1_700_000_000 + 120), {token: 'second', expiresAt: new Date(1_700_000_000_000 + 600_000).toISOString()}, 'third'];
  const one = await online({token: () => tokens.shift()});
  const refreshed = [];
  one.on('refreshed', (event) => refreshed.push(event));
  for (let i = 0; i < 17; i++) {
    sockets[0].says({type: 'pong'});
    await pass(5000);
  }
  assert.equal(sockets[0].last('refresh'), undefined);
  await pass(5000); // 90 s of 120
  const {id, key} = sockets[0].last('refresh');
  assert.equal(key, 'second');
  sockets[0].says({type: 'ok', id, expiresAt: new Date(1_700_000_000_000 + 600_000).toISOString()});
  assert.equal(refreshed.length, 1);
  assert.equal(sockets.length, 1);
});

test('a token that cannot be renewed is tried again, and the application is told', async () => {
  let asked = 0;
  const one = await online({
    token: () => {
      if (++asked > 1) throw new Error('away');
      return {token: 't', expiresAt: 1_700_000_000_000 + 20_000};
    },
  });
  sockets[0].says({type: 'pong'});
  await pass(15000);
  assert.equal(one.errors[0].code, 'refresh');
  sockets[0].says({type: 'pong'});
  await pass(10000);
  assert.equal(asked, 3);
});

test('a token that expires during a resume costs nothing but time', async () => {
  const tokens = ['one', 'two', 'three'];
  const one = await online({token: () => tokens.shift()});
  const to = listener();
  subscribed(one, 4, to);
  sockets[0].ends(1006);
  await pass(500);
  let socket = welcome();
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: 'e', seq: 4}, msg(5));
  socket.ends(4401, 'expired'); // in the middle of what was missed
  await pass(1000);
  socket = welcome();
  assert.equal(socket.last('hello').key, 'three');
  assert.equal(socket.last('sub').since, 5);
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: 'e', seq: 5}, msg(6));
  assert.deepEqual(to.heard, [['message', 5, 'd5'], ['message', 6, 'd6']]);
});

test('a server that stops during a resume is come back to, behind what was had', async () => {
  const one = await online();
  const to = listener();
  subscribed(one, 4, to);
  sockets[0].ends(1006);
  await pass(500);
  let socket = welcome();
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: 'e', seq: 4}, msg(5), msg(6));
  socket.ends(1012, '{"retryAfterMs":100}');
  await pass(100);
  socket = welcome();
  assert.equal(socket.last('sub').since, 6);
});

test('who has no token any more is closed, and so is a fixed one that is not good', async () => {
  const gone = await live({token: () => null});
  assert.equal(gone.state, 'closed');
  const fixed = await online();
  sockets.at(-1).ends(4401, 'unknown key');
  assert.deepEqual(fixed.states.at(-1), {state: 'closed', code: 4401, reason: 'unknown key'});
  const away = await live({token: async () => Promise.reject(new Error('down'))});
  assert.equal(away.state, 'offline');
});

test('a ticket is shown once, in the query, and another one for each connection', async () => {
  let n = 0;
  await live({ticket: async () => ({ticket: 'tk_' + ++n})});
  assert.equal(sockets[0].url, 'wss://gw.example/ws?ticket=tk_1');
  sockets[0].opens();
  assert.deepEqual(sockets[0].sent, [{type: 'hello'}]);
  sockets[0].ends(1006);
  await pass(500);
  assert.equal(sockets[1].url, 'wss://gw.example/ws?ticket=tk_2');
});

/** A server of streams: what it answers is given, and what was asked is kept. */
function streams() {
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

test('where no WebSocket opens a stream of events carries the topics, and publishes go by POST', async () => {
  const server = streams();
  const one = await live({fetch: server.fetch});
  const to = listener();
  one.subscribe('a', to, {epoch: 'e', since: 4});
  sockets[0].ends(1006);
  await pass(500);
  sockets[1].ends(1006);
  await pass(1000);
  assert.equal(one.transport, 'stream');
  assert.equal(server.asked[0].url, 'https://gw.example/v1/stream?topic=a&since=e:4');
  assert.equal(server.asked[0].headers.authorization, 'Bearer sk_1');
  server.asked[0].says('id: e:5\ndata: {"topic":"a","epoch":"e","seq":5,"data":"d5"}\n\n:\n\nevent: gap\nda');
  server.asked[0].says('ta: {"topic":"a","epoch":"e","from":6,"to":7}\n\n');
  await settled();
  assert.deepEqual(to.heard, [['message', 5, 'd5'], ['gap', 6, 7]]);
  assert.deepEqual(await one.publish('a', {n: 1}, {id: 'm1', key: 'k'}), {messageId: 'm1', epoch: 'e', seq: 8});
  assert.equal(server.asked[1].url, 'https://gw.example/v1/topics/a/messages');
  assert.equal(server.asked[1].body, '{"data":{"n":1},"id":"m1"}');
  assert.equal(server.asked[1].headers['idempotency-key'], 'k');
  server.asked[0].says('retry: 700\n\n');
  await settled();
  server.asked[0].ends();
  await settled();
  assert.equal(one.states.at(-1).retryInMs, 700);
  await pass(700);
  assert.equal(sockets.length, 3); // a WebSocket is tried again
});

test('a silent stream is left, and one that must end for its token is opened with another', async () => {
  const server = streams();
  const one = await live({transport: 'stream', fetch: server.fetch, token: () => 't'});
  assert.equal(one.state, 'offline');
  one.subscribe('a', listener());
  await pass(500);
  assert.equal(one.state, 'online');
  for (let i = 0; i < 4; i++) await pass(7500);
  assert.equal(one.state, 'offline');
  assert.equal(one.silences.length, 1);
  await pass(500);
  server.asked.at(-1).says('event: end\ndata: {"code":"unauthenticated"}\n\n');
  server.asked.at(-1).ends();
  await settled();
  await settled();
  assert.equal(one.states.at(-1).code, 4401);
});

test('a fault of the application ends nothing', async () => {
  const one = await online();
  const error = mock.method(console, 'error', () => {});
  const heard = [];
  subscribed(one, 0, {
    message: (data, frame) => {
      heard.push(frame.seq);
      throw new Error('fault');
    },
  });
  sockets[0].says(msg(1), msg(2));
  assert.deepEqual(heard, [1, 2]);
  assert.equal(error.mock.callCount(), 2);
  error.mock.restore();
  assert.equal(one.state, 'online');
});

test('what a newer server says is passed over, and what a token ends is told', async () => {
  const one = await online();
  const to = listener();
  subscribed(one, 0, to);
  sockets[0].says({type: 'news', topic: 'a'}, {type: 'error', code: 'forbidden', topic: 'a', detail: 'ended'});
  sockets[0].onmessage({data: 'no JSON'});
  assert.deepEqual(to.heard, [['refused', 'forbidden']]);
  assert.deepEqual(one.errors.map((e) => e.code), ['bad-frame']);
  assert.equal(one.state, 'online');
});

test('close says goodbye and is the end', async () => {
  const one = await online();
  const subscription = one.subscribe('a', listener());
  one.close();
  one.close();
  assert.equal(sockets[0].last('bye').type, 'bye');
  assert.ok(sockets[0].closed);
  await assert.rejects(subscription.ready, {code: 'closed'});
  await pass(60000);
  assert.equal(sockets.length, 1);
  assert.deepEqual(one.states.at(-1), {state: 'closed', code: 1000, reason: 'closed here'});
});
