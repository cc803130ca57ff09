// client.js against a gateway, in Node and in a page of a browser. Whatever is not as it should be throws.

const PATIENCE = 20000;

/** A queue of what a topic said; who is there only if it asks. */
function listener(asks) {
  const heard = [];
  let wake = () => {};
  const add = (one) => {
    heard.push(one);
    wake();
  };
  return {
    message: (data, frame) => add(['message', data, frame]),
    gap: (gap) => add(['gap', gap.from, gap.to]),
    refused: (error) => add(['refused', error.code]),
    presence: asks && (({count, anonymous, users}) => add(['presence', count, anonymous, users])),
    presenceRefused: (error) => add(['presenceRefused', error.code]),
    async next(...wanted) {
      const end = Date.now() + PATIENCE;
      while (!heard.length) {
        if (Date.now() > end) throw new Error('nothing came, wanted ' + JSON.stringify(wanted));
        await new Promise((resolve) => {
          wake = resolve;
          setTimeout(resolve, 1000);
        });
      }
      const one = heard.shift();
      const is = one.slice(0, wanted.length);
      if (JSON.stringify(is) !== JSON.stringify(wanted)) throw new Error(`${JSON.stringify(one)}, wanted ${JSON.stringify(wanted)}`);
      return one;
    },
  };
}

function until(live, state) {
  return new Promise((resolve, reject) => {
    if (live.state === state) return resolve({});
    const timer = setTimeout(() => reject(new Error(`still ${live.state}, wanted ${state}`)), PATIENCE);
    const off = live.on('state', (event) => {
      if (event.state !== state) return;
      clearTimeout(timer);
      off();
      resolve(event);
    });
  });
}

function same(is, wanted) {
  if (JSON.stringify(is) !== JSON.stringify(wanted)) throw new Error(`${JSON.stringify(is)}, wanted ${JSON.stringify(wanted)}`);
}

async function code(promise) {
  return promise.then(
    () => 'done',
    (error) => error.code,
  );
}

/** `Socket` is the language's WebSocket. Gives the names of what was shown. */
export async function runAll({Live}, {url, api, key, token, next, ticket, topic, loose, present, user: id}, Socket) {
  const sockets = [];
  class Watched extends Socket {
    constructor(...given) {
      super(...given);
      sockets.push(this);
    }
  }
  const post = (path, body) =>
    fetch(api + path, {method: 'POST', headers: {authorization: 'Bearer ' + key, 'content-type': 'application/json'}, body: JSON.stringify(body)});
  const shown = [];

  const live = new Live(url, {token: key, WebSocket: Watched, retry: {first: 100}});
  const to = listener();
  const subscription = live.subscribe(topic, to);
  same((await subscription.ready).since, 0);
  const first = await live.publish(topic, {n: 1}, {id: 'one'});
  same(first.seq, 1);
  await to.next('message', {n: 1});
  same((await live.publish(topic, {n: 1}, {id: 'one'})).seq, 1);
  shown.push('subscribes and publishes once');

  const back = until(live, 'offline').then(() => until(live, 'online'));
  sockets[0].close();
  await post(`/v1/topics/${topic}/messages`, {messages: [{data: 2}, {data: 3}]});
  await back;
  await to.next('message', 2);
  await to.next('message', 3);
  same(sockets.length, 2);
  shown.push('resumes over a connection that broke');

  const position = subscription.position;
  subscription.close();
  await post(`/v1/topics/${topic}/messages`, {data: 4});
  const later = listener();
  live.subscribe(topic, later, position);
  await later.next('message', 4);
  const lost = listener();
  live.subscribe(loose, lost, {epoch: 'nobody', since: 7});
  await lost.next('gap');
  shown.push('goes on from a position that was kept, and says what is lost');

  const nowhere = live.subscribe('no-rule.fits', listener());
  same(await code(nowhere.ready), 'forbidden');
  same(await code(live.publish('no-rule.fits', 1)), 'forbidden');
  same((await live.publish(loose, 1)).seq, undefined);
  shown.push('is told what is forbidden');
  live.close();
  same(live.state, 'closed');

  const tokens = [token, next];
  const user = new Live(url, {token: () => ({token: tokens.shift(), expiresAt: Date.now() + 1500}), WebSocket: Watched, heartbeat: 1000});
  const refreshed = new Promise((resolve, reject) => {
    user.on('refreshed', resolve);
    user.on('error', reject);
    setTimeout(() => reject(new Error('not refreshed')), PATIENCE);
  });
  const mine = listener();
  await user.subscribe(topic, mine).ready;
  const before = sockets.length;
  await refreshed;
  await post(`/v1/topics/${topic}/messages`, {data: 5});
  await mine.next('message', 5);
  same(sockets.length, before);
  user.close();
  shown.push('shows another token in band');

  const guest = new Live(url, {ticket: () => ticket, WebSocket: Watched});
  await guest.subscribe(topic, listener()).ready;
  guest.close();
  shown.push('comes in by a ticket');

  const stream = new Live(url, {token: key, transport: 'stream'});
  const events = listener();
  await stream.subscribe(topic, events, position).ready;
  await events.next('message', 4);
  await events.next('message', 5);
  same((await stream.publish(topic, 6)).seq, 6);
  await events.next('message', 6);
  same(stream.transport, 'stream');
  stream.close();
  shown.push('does the same by a stream of events');

  const watcher = new Live(url, {token: key, WebSocket: Watched});
  const who = listener(true);
  await watcher.subscribe(present, who).ready;
  await who.next('presence', 1, 1, []);
  const aside = new Live(url, {token: key, transport: 'stream'});
  const seen = listener(true);
  await aside.subscribe(present, seen).ready;
  await seen.next('presence', 2, 2, []);
  await who.next('presence', 2, 2, []);
  const tab = new Live(url, {token, WebSocket: Watched});
  await tab.subscribe(present, listener()).ready;
  await who.next('presence', 3, 2, [id]);
  await seen.next('presence', 3, 2, [id]);
  aside.close();
  await who.next('presence', 2, 1, [id]);
  const unknown = listener(true);
  await watcher.subscribe(loose, unknown).ready;
  await unknown.next('presenceRefused', 'forbidden');
  tab.close();
  watcher.close();
  shown.push('is told who is there, by a stream of events too');

  const impatient = new Live(url, {token: key, WebSocket: Watched, heartbeat: 100});
  await until(impatient, 'online');
  await new Promise((resolve) => setTimeout(resolve, 500));
  same(impatient.state, 'online');
  impatient.close();
  shown.push('hears the answers to its pings');
  return shown;
}
