// client.js by itself: what topics say, and what is published. Sockets, fetch and the clock are fakes, so that nothing waits. Run by ClientFilesIT, or:
//   node --test gateway/src/test/js/topics.test.mjs
import assert from 'node:assert/strict';
import {mock, test} from 'node:test';
import {LiveError} from '../../main/resources/client/client.js';
import {listener, live, msg, online, pass, sockets, subscribed, welcome} from './fakes.mjs';

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

test('a topic that was empty has its first message without a gap', async () => {
  const one = await online();
  const to = listener();
  const subscription = one.subscribe('a', to);
  let socket = sockets[0];
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: '', seq: 0});
  assert.deepEqual(subscription.position, {epoch: '', since: 0});
  socket.ends(1006);
  await pass(500);
  socket = welcome();
  assert.deepEqual([socket.last('sub').since, socket.last('sub').epoch], [0, '']);
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: 'e', seq: 0}, msg(1), msg(2));
  assert.deepEqual(to.heard, [['message', 1, 'd1'], ['message', 2, 'd2']]);
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

test('what the server still says of a subscription that was closed reaches nobody, nor the next one', async () => {
  const one = await online();
  const first = listener();
  const subscription = one.subscribe('a', first);
  const id = sockets[0].last('sub').id;
  subscription.close();
  const second = listener();
  one.subscribe('a', second);
  sockets[0].says({type: 'ok', id, topic: 'a', epoch: 'e', seq: 4}, msg(5));
  assert.equal(subscription.state, 'closed');
  sockets[0].says({type: 'ok', id: sockets[0].last('sub').id, topic: 'a', epoch: 'e', seq: 7}, msg(8));
  assert.deepEqual([first.heard, second.heard], [[], [['message', 8, 'd8']]]);
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

test('who is there is asked for by who listens to it, and told as a whole after each step', async () => {
  const one = await online();
  const told = [];
  const to = {
    presence: ({users, count, anonymous, complete, joined, left}) => told.push([users.join(), count, anonymous, complete, joined.join(), left.join()]),
    presenceRefused: (error) => told.push(error.code),
  };
  const subscription = one.subscribe('a', to);
  let socket = sockets[0];
  const {id, presence} = socket.last('sub');
  assert.equal(presence, true);
  const about = {topic: 'a', anonymous: 1};
  socket.says({type: 'presence', ...about, users: ['u0'], count: 2}); // before the answer: of a subscription that went
  socket.says({type: 'ok', id, topic: 'a', epoch: 'e', seq: 0});
  socket.says({type: 'presence', ...about, users: ['u1', 'u2'], count: 3, complete: true});
  socket.says({type: 'join', ...about, users: ['u3', 'u1'], count: 4, newer: 1}, {type: 'leave', ...about, users: ['u2'], count: 3});
  socket.ends(1006);
  await pass(500);
  socket = welcome();
  socket.says({type: 'ok', id: socket.last('sub').id, topic: 'a', epoch: 'e', seq: 0});
  socket.says({type: 'presence', ...about, users: ['u3', 'u4'], count: 3, complete: false});
  socket.says({type: 'error', id: socket.last('sub').id, topic: 'a', code: 'forbidden', detail: 'No presence'});
  assert.deepEqual(told, [
    ['u1,u2', 3, 1, true, 'u1,u2', ''],
    ['u1,u2,u3', 4, 1, true, 'u3', ''],
    ['u1,u3', 3, 1, true, '', 'u2'],
    ['u3,u4', 3, 1, false, 'u4', 'u1'],
    'forbidden',
  ]);
  assert.equal(subscription.state, 'on');
});
