// client.js by itself: how it connects, and comes back. Sockets, fetch and the clock are fakes, so that nothing waits. Run by ClientFilesIT, or:
//   node --test gateway/src/test/js/connection.test.mjs
import assert from 'node:assert/strict';
import {mock, test} from 'node:test';
import {jwt, listener, live, msg, online, pass, settled, sockets, streams, subscribed, welcome} from './fakes.mjs';

test('it says hello with its token, and is online when it is welcome', async () => {
  const one = await live();
  assert.equal(sockets[0].url, 'wss://gw.example/ws');
  assert.equal(sockets[0].protocol, 'carillon.v1.json');
  assert.equal(one.state, 'connecting');
  welcome();
  assert.deepEqual(sockets[0].sent, [{type: 'hello', key: 'sk_1'}]);
  assert.deepEqual(one.states.at(-1), {state: 'online', transport: 'websocket'});
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
