// Creates a user over the SockJS bridge, hears of it, and is refused what its key may not do.
//   CARILLON_KEY=sk_... node example.js http://127.0.0.1:8080/eventbus jo@example.com
'use strict';

const EventBus = require('@vertx/eventbus-bridge-client.js');

const [url, email] = process.argv.slice(2);
const bus = new EventBus(url);
// The key goes with the frames: a browser cannot put it into the header of a WebSocket.
bus.defaultHeaders = { authorization: `Bearer ${process.env.CARILLON_KEY}` };
bus.onerror = (error) => fail(error.message || error);
bus.onclose = (end) => fail(`closed ${end.code} ${end.reason}`);

function request(address, body, headers) {
  return new Promise((resolve, reject) =>
    bus.send(address, body, headers || {}, (error, answer) =>
      error ? reject(JSON.parse(error.message)) : resolve(answer.body)));
}

function fail(why) {
  console.error(why);
  process.exit(1);
}

bus.onopen = async () => {
  try {
    const heard = new Promise((resolve, reject) =>
      bus.registerHandler('users.changed.v1', (error, event) =>
        error ? reject(error) : resolve(event.body)));
    const key = { 'idempotency-key': `create-${email}` };
    const wanted = { email, name: 'Jo Example', welcome: false };
    const { user } = await request('users.create.v1', wanted, { ...key });
    const again = await request('users.create.v1', wanted, { ...key });
    console.log('created', user.email, 'replayed', again.replayed);
    console.log('read', (await request('users.get.v1', { id: user.id })).name);
    const event = await heard;
    console.log('heard', event.data.change, event.subject === `user:${user.id}`);
    await request('keys.list.v1', {}).catch((refused) => console.log('refused', refused.code));
    bus.onclose = () => process.exit(0);
    bus.close();
  } catch (error) {
    fail(JSON.stringify(error));
  }
};
