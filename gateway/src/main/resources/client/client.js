// The client of Carillon's live events, for browsers and Node: one connection that comes back by itself.
// It speaks carillon.v1.json, which deploy/docs/live.md describes; its types are in client.d.ts.
// Nothing here is evaluated from text, so a page needs no more than
//   script-src <the gateway>; connect-src <the gateway> and wss://<the gateway>

const PROTOCOL = 'carillon.v1.json';
const LONGEST_FRAME = 65536;
const MOST_PUBLISHES = 64; // the server's own bound of a connection
const MOST_TOPICS = 100;
const MOST_OF_A_STREAM = 20;
const BEAT_OF_A_STREAM = 15000;
const FAILED_SOCKETS = 2; // so many that never opened, then a stream is tried
const LONGEST_TIMER = 2147483647;
const TRY_AGAIN = ['unavailable', 'rate-limited', 'timeout', 'internal'];

const DEFAULTS = {
  transport: 'auto',
  heartbeat: 10000,
  answer: 10000,
  retry: {first: 500, most: 30000},
  random: Math.random,
};

/** What was refused, or became of a publish. `unknown`: it may have happened; repeat it with the same `messageId`. */
export class LiveError extends Error {
  constructor(code, detail, more) {
    super(detail || code);
    this.name = 'LiveError';
    this.code = code;
    this.unknown = code === 'unknown';
    Object.assign(this, more);
  }
}

/** What one topic says. It stays over reconnections, and knows what the application has had. */
class Subscription {
  constructor(live, topic, listener, from) {
    this.topic = topic;
    this.epoch = from.epoch;
    this.seq = from.since;
    this.fromOldest = from.since === 0 && from.epoch === undefined; // until the first message, wherever that stands
    this.state = 'waiting';
    this.listener = listener;
    this.live = live;
    this.ready = new Promise((resolve, reject) => Object.assign(this, {resolve, reject}));
    this.ready.catch(() => {}); // who does not ask has a listener
  }

  /** Where the application is: give it to `subscribe` again, also much later. */
  get position() {
    return this.seq === undefined ? undefined : {epoch: this.epoch, since: this.seq};
  }

  close() {
    this.live._unsubscribe(this);
  }

  // The answer to `sub`. Who was somewhere before is still there: a gap or messages follow.
  _begun(frame) {
    if (this.seq === undefined) {
      this.epoch = frame.epoch;
      this.seq = frame.seq;
    }
    this.state = 'on';
    this.resolve(this.position);
    this._tell('subscribed', this.position);
  }

  _message(frame) {
    if (this.fromOldest) {
      this.fromOldest = false;
    } else if (frame.epoch === this.epoch || this.epoch === '') {
      // a topic without messages has no epoch yet
      if (frame.seq <= this.seq) return; // it came twice
      if (frame.seq > this.seq + 1) this._missed(this.seq + 1, frame.seq - 1, frame.epoch);
    } else if (this.seq !== undefined) {
      this._missed(0, frame.seq - 1, frame.epoch);
    }
    this.epoch = frame.epoch;
    this.seq = frame.seq;
    this._tell('message', frame.data, frame);
  }

  _gap(frame) {
    const fresh = this.seq === undefined;
    this.fromOldest = false;
    this.epoch = frame.epoch;
    this.seq = frame.to;
    if (!fresh) this._missed(frame.from, frame.to, frame.epoch);
  }

  _missed(from, to, epoch) {
    this._tell('gap', {topic: this.topic, epoch, from, to});
  }

  /** The whole, or a step: who is there is told as a whole, with what has changed. */
  _present({type, users = [], count, anonymous, complete}) {
    const whole = type === 'presence';
    const before = this.users || new Set();
    this.users = whole ? new Set(users) : new Set(before);
    for (const user of whole ? [] : users) this.users[type === 'join' ? 'add' : 'delete'](user);
    if (whole) this.complete = complete;
    const joined = [...this.users].filter((user) => !before.has(user));
    const left = [...before].filter((user) => !this.users.has(user));
    this._tell('presence', {users: [...this.users], count, anonymous, complete: this.complete, joined, left});
  }

  _refused(error) {
    this.state = 'refused';
    this.reject(error);
    this._tell('refused', error);
  }

  _tell(what, ...given) {
    this.live._call(this.listener[what], given);
  }
}

/** A connection to `/ws`: `wss://gateway/ws`. It begins at once, and goes on until `close`. */
export class Live {
  constructor(url, options = {}) {
    this.options = {...DEFAULTS, ...options, retry: {...DEFAULTS.retry, ...options.retry}};
    this.url = String(url).replace(/^http/, 'ws');
    this.state = 'connecting';
    this.transport = undefined;
    this._subscriptions = new Map();
    this._waiting = new Map(); // what the server owes an answer, by id
    this._listeners = {};
    this._timers = {};
    this._ids = 0;
    this._tries = 0;
    this._unopened = 0;
    this._attempt = 0;
    this._network = () => this._onNetwork();
    if (globalThis.addEventListener) addEventListener('online', this._network);
    if (globalThis.addEventListener) addEventListener('offline', this._network);
    queueMicrotask(() => this._connect()); // listeners of the first state can be added
  }

  /** Listens to 'state', 'silence', 'refreshed' or 'error'; gives what ends that. */
  on(what, listener) {
    const all = (this._listeners[what] = this._listeners[what] || new Set());
    all.add(listener);
    return () => all.delete(listener);
  }

  /** Listens to a topic: from now on, behind `{epoch, since}`, or with `{since: 0}` from the oldest that is kept. */
  subscribe(topic, listener, from = {}) {
    if (typeof topic !== 'string' || !topic || topic.length > 200) throw new TypeError('topic must be 1 to 200 characters');
    if (this.state === 'closed') throw new LiveError('closed', 'The connection is closed');
    if (this._subscriptions.has(topic)) throw new LiveError('conflict', 'There is a subscription to ' + topic);
    if (this._subscriptions.size >= MOST_TOPICS) throw new LiveError('limit', 'A connection has ' + MOST_TOPICS + ' topics');
    const subscription = new Subscription(this, topic, typeof listener === 'function' ? {message: listener} : listener, from);
    this._subscriptions.set(topic, subscription);
    if (this.state === 'online') {
      if (this.transport === 'stream') this._again(0, {reason: 'another topic'});
      else this._begin(subscription);
    }
    return subscription;
  }

  /**
   * Publishes; the promise has `{messageId, epoch, seq}` when it is stored. It fails with a LiveError: 'offline' was
   * never sent, 'unknown' may have been stored (repeat it with the `messageId` of the error), all else was refused.
   */
  publish(topic, data, {id = newId(), key, timeout = this.options.answer} = {}) {
    return new Promise((resolve, reject) => {
      const fail = (code, detail) => reject(new LiveError(code, detail, {topic, messageId: id}));
      const frame = {type: 'pub', id: this._nextId(), topic, data, messageId: id, key};
      if (this.state === 'closed') return fail('closed', 'The connection is closed');
      if (data === undefined || data === null) return fail('invalid', 'data is required');
      if (utf8Length(JSON.stringify(frame)) > LONGEST_FRAME) return fail('too-large', 'A message has 64 KiB');
      const publishes = [...this._waiting.values()].filter((one) => one.publish);
      if (publishes.length >= MOST_PUBLISHES) return fail('limit', MOST_PUBLISHES + ' publishes wait for their answers');
      const waits = {
        frame,
        publish: true,
        sent: false,
        lost: () => fail('unknown', 'The connection ended before the answer'),
        answered: (answer) => resolve({messageId: id, epoch: answer.epoch, seq: answer.seq}),
        refused: (error) => fail(error.code, error.message),
      };
      waits.timer = setTimeout(() => {
        this._waiting.delete(frame.id);
        if (waits.sent) fail('unknown', 'No answer came in time');
        else fail('offline', 'There was no connection in time');
      }, timeout);
      this._waiting.set(frame.id, waits);
      if (this.state === 'online') this._send(waits);
    });
  }

  /** Ends it for good. What waits for an answer fails. */
  close() {
    if (this.state === 'closed') return;
    if (this._socket && this.state === 'online') this._write({type: 'bye'});
    this._end({code: 1000, reason: 'closed here'});
  }

  // --- the way to a connection

  async _connect() {
    if (this.state === 'closed') return;
    const attempt = ++this._attempt;
    this._say('connecting');
    let shown;
    try {
      shown = await this._credential();
    } catch (e) {
      return attempt === this._attempt && this._lost({reason: 'no token: ' + (e && e.message)});
    }
    if (attempt !== this._attempt) return;
    if (!shown) return this._end({code: 4401, reason: 'the application has no token'});
    const {transport} = this.options;
    const tired = transport === 'auto' && this._unopened >= FAILED_SOCKETS && this._topics().length > 0;
    this._unopened = tired ? 0 : this._unopened;
    if (transport === 'stream' || tired) this._openStream(shown, attempt);
    else this._openSocket(shown);
  }

  /** {token, expiresAt} or {ticket}; nothing if the application has none. */
  async _credential() {
    const {token, ticket} = this.options;
    if (ticket) {
      const given = await ticket();
      return given && {ticket: typeof given === 'string' ? given : given.ticket};
    }
    const given = typeof token === 'function' ? await token() : token;
    return given && (typeof given === 'string' ? {token: given, expiresAt: expiryOf(given)} : given);
  }

  _openSocket(shown) {
    const WebSocket = this.options.WebSocket || globalThis.WebSocket;
    let socket;
    try {
      socket = new WebSocket(withTicket(this.url, shown), PROTOCOL);
    } catch (e) {
      return this._lost({reason: 'no WebSocket: ' + e.message});
    }
    this._socket = socket;
    this._unopened++;
    this._after('welcome', this.options.answer, () => this._drop('no welcome came'));
    socket.onopen = () => {
      this._unopened = 0;
      this._write({type: 'hello', key: shown.token});
    };
    socket.onmessage = (event) => this._heard(event.data, shown);
    socket.onclose = (event) => this._lost({code: event.code, reason: event.reason});
    socket.onerror = () => this._lost({code: 1006, reason: 'the connection broke'}); // some never say more
  }

  /** Lets a connection go whose end would come late, or never. */
  _drop(reason) {
    this._lost({reason});
  }

  _leave() {
    this._attempt++;
    for (const name of Object.keys(this._timers)) this._after(name);
    const socket = this._socket;
    this._socket = undefined;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.onerror = () => {};
      try {
        socket.close();
      } catch (e) {
        // it was not open yet
      }
    }
    if (this._reading) this._reading.abort();
    this._reading = undefined;
    this.transport = undefined;
    for (const subscription of this._subscriptions.values()) {
      if (subscription.state === 'on' || subscription.state === 'asked') subscription.state = 'waiting';
    }
    for (const [id, waits] of this._waiting) {
      if (waits.publish && !waits.sent) continue;
      this._waiting.delete(id);
      clearTimeout(waits.timer);
      if (waits.lost) waits.lost();
    }
  }

  _lost({code, reason}) {
    if (this.state === 'closed') return;
    if (code === 4401 && typeof this.options.token === 'string') return this._end({code, reason});
    const hint = code === 1012 ? retryAfter(reason) : undefined;
    const {first, most} = this.options.retry;
    const bound = Math.min(most, first * 2 ** Math.min(this._tries++, 20));
    this._again(hint === undefined ? bound * (0.5 + this.options.random() / 2) : hint, {code, reason});
  }

  _again(wait, why) {
    this._leave();
    this._after('retry', wait, () => this._connect());
    this._say('offline', {...why, retryInMs: Math.round(wait)});
  }

  _end(why) {
    this._leave();
    for (const waits of this._waiting.values()) {
      clearTimeout(waits.timer);
      waits.refused(new LiveError('closed', 'The connection is closed'));
    }
    this._waiting.clear();
    for (const each of this._subscriptions.values()) each.reject(new LiveError('closed', 'The connection is closed'));
    if (globalThis.removeEventListener) removeEventListener('online', this._network);
    if (globalThis.removeEventListener) removeEventListener('offline', this._network);
    this._say('closed', why);
  }

  /** The browser says that there is a network again, or none. */
  _onNetwork() {
    if (navigator.onLine === false) {
      if (this.state === 'online') this._check(); // it may be wrong: ask
    } else if (this.state === 'offline') {
      this._again(this.options.random() * this.options.retry.first, {reason: 'there is a network'});
    }
  }

  // --- what the server says

  _heard(text, shown) {
    this._lastHeard = Date.now();
    this._asked = 0;
    let frame;
    try {
      frame = JSON.parse(text);
    } catch (e) {
      return this._emit('error', new LiveError('bad-frame', 'The server sent no JSON'));
    }
    const subscription = frame.topic === undefined ? undefined : this._subscriptions.get(frame.topic);
    switch (frame.type) {
      case 'welcome':
        return this._welcome(shown);
      case 'ok':
        return this._answer(frame.id, (waits) => waits.answered(frame));
      case 'error':
        return this._error(frame, subscription);
      case 'msg':
        return subscription && subscription.state === 'on' && subscription._message(frame);
      case 'gap':
        return subscription && subscription.state === 'on' && subscription._gap(frame);
      case 'presence':
      case 'join':
      case 'leave':
        return subscription && subscription.state === 'on' && subscription._present(frame);
    } // 'pong' was heard, and a newer server may say more
  }

  _welcome(shown) {
    this._online('websocket', this.options.heartbeat);
    this._refreshAt(shown.expiresAt);
    for (const subscription of this._topics()) this._begin(subscription);
    this._sendWaiting();
  }

  _online(transport, beat) {
    this.transport = transport;
    this._beat = beat;
    this._lastHeard = Date.now();
    this._asked = 0;
    this._after('welcome');
    this._after('stable', beat, () => (this._tries = 0));
    this._listen();
    this._say('online', {transport});
  }

  _error(frame, subscription) {
    const error = new LiveError(frame.code, frame.detail, {topic: frame.topic});
    if (frame.id !== undefined && this._waiting.has(frame.id)) {
      this._answer(frame.id, (waits) => waits.refused(error));
    } else if (subscription && frame.id !== undefined) {
      subscription._tell('presenceRefused', error); // the answer to its `sub` has come before
    } else if (subscription) {
      subscription._refused(error); // another token does not name it
    } else if (frame.code !== 'unknown-type') {
      this._emit('error', error);
    }
  }

  _answer(id, then) {
    const waits = this._waiting.get(id);
    if (waits) {
      this._waiting.delete(id);
      clearTimeout(waits.timer);
      then(waits);
    }
  }

  /** Silence: half of it and the server is asked, all of it and another connection is made. */
  _listen() {
    this._after('beat', this._beat / 2, () => {
      const now = Date.now();
      if (this._asked && now - this._asked >= this._beat) {
        this._emit('silence', {heardNothingForMs: now - this._lastHeard});
        this._tries = 0;
        return this._drop('the server is silent');
      }
      if (!this._asked && now - this._lastHeard >= this._beat) this._check();
      this._listen();
    });
  }

  _check() {
    this._asked = this._asked || Date.now(); // timers of a page in the background come late: count from the question
    if (this._socket) this._write({type: 'ping', id: this._nextId()});
  }

  // --- what is sent

  _begin(subscription) {
    const {topic, epoch, seq} = subscription;
    const presence = subscription.listener.presence ? true : undefined;
    const frame = {type: 'sub', id: this._nextId(), topic, epoch, since: seq, presence};
    subscription.state = 'asked';
    this._waiting.set(frame.id, {
      frame,
      answered: (answer) => subscription.state === 'asked' && subscription._begun(answer),
      refused: (error) => {
        if (subscription.state !== 'asked') return;
        if (!TRY_AGAIN.includes(error.code)) return subscription._refused(error);
        subscription.state = 'waiting';
        this._after('sub ' + topic, 1000 + this.options.random() * 1000, () => {
          if (subscription.state === 'waiting' && this._socket) this._begin(subscription);
        });
      },
    });
    this._write(frame);
  }

  _unsubscribe(subscription) {
    if (this._subscriptions.get(subscription.topic) !== subscription) return;
    this._subscriptions.delete(subscription.topic);
    const told = subscription.state === 'on' || subscription.state === 'asked';
    subscription.state = 'closed';
    subscription.reject(new LiveError('closed', 'The subscription was closed'));
    if (told && this._socket) this._write({type: 'unsub', id: this._nextId(), topic: subscription.topic});
    else if (told && this.transport) this._again(0, {reason: 'a topic less'});
  }

  _refreshAt(expiresAt) {
    if (!expiresAt || typeof this.options.token !== 'function' || this.options.ticket) return;
    const left = new Date(expiresAt).getTime() - Date.now();
    const wait = Math.max(this.options.heartbeat / 2, left - Math.min(60000, left / 4));
    this._after('refresh', Math.min(wait, LONGEST_TIMER), () => this._refresh());
  }

  /** Another token before the one of now expires. Until that has ended, a failure is tried again. */
  async _refresh() {
    const attempt = this._attempt;
    const again = (error) => {
      this._emit('error', new LiveError('refresh', 'No other token: ' + error.message, {cause: error}));
      this._after('refresh', this.options.heartbeat, () => this._refresh());
    };
    let shown;
    try {
      shown = await this._credential();
      if (!shown) throw new Error('the application has none');
    } catch (e) {
      return attempt === this._attempt && again(e);
    }
    if (attempt !== this._attempt) return;
    if (this.transport === 'stream') return this._again(0, {reason: 'another token'});
    const frame = {type: 'refresh', id: this._nextId(), key: shown.token};
    this._waiting.set(frame.id, {
      frame,
      answered: (answer) => {
        this._emit('refreshed', {expiresAt: answer.expiresAt});
        this._refreshAt(answer.expiresAt);
      },
      refused: again,
    });
    this._write(frame);
  }

  _sendWaiting() {
    for (const waits of [...this._waiting.values()]) if (waits.publish && !waits.sent) this._send(waits);
  }

  _send(waits) {
    waits.sent = true;
    if (this.transport === 'stream') this._post(waits);
    else this._write(waits.frame);
  }

  _write(frame) {
    try {
      this._socket.send(JSON.stringify(frame));
    } catch (e) {
      // it has just ended: its end follows
    }
  }

  // --- the stream of events, where no WebSocket gets through: the same topics, and publishes by POST

  async _openStream(shown, attempt) {
    const fetch = this.options.fetch || globalThis.fetch;
    const reading = (this._reading = new AbortController());
    const asked = this._topics().slice(0, MOST_OF_A_STREAM);
    if (!asked.length) return this._lost({reason: 'a stream needs a topic'});
    this._headers = shown.token ? {authorization: 'Bearer ' + shown.token} : {};
    this._after('welcome', this.options.answer, () => this._drop('no answer came'));
    try {
      const query = asked.map((one) => 'topic=' + encodeURIComponent(one.topic));
      const known = asked.filter((one) => one.epoch !== undefined).map((one) => one.epoch + ':' + one.seq);
      if (known.length) query.push('since=' + known.join(','));
      else if (asked.every((one) => one.seq === 0)) query.push('since=0');
      if (asked.some((one) => one.listener.presence)) query.push('presence=true');
      const url = withTicket(this._base() + '/v1/stream?' + query.join('&'), shown);
      const answer = await fetch(url, {headers: {...this._headers, accept: 'text/event-stream'}, signal: reading.signal, cache: 'no-store'});
      if (attempt !== this._attempt) return;
      if (!answer.ok) return this._streamRefused(answer, asked);
      this._online('stream', Math.max(this.options.heartbeat, BEAT_OF_A_STREAM));
      this._refreshAt(shown.expiresAt);
      for (const one of asked) {
        one.state = 'on';
        one.resolve(one.position);
        one._tell('subscribed', one.position);
      }
      this._sendWaiting();
      await this._read(answer.body.getReader(), attempt);
    } catch (e) {
      if (attempt === this._attempt) this._lost({reason: 'the stream broke: ' + e.message});
    }
  }

  async _streamRefused(answer, asked) {
    const problem = await answer.json().catch(() => ({}));
    const code = {401: 4401, 403: 4403, 503: 1012}[answer.status];
    if (answer.status === 403 && asked.length === 1) asked[0]._refused(new LiveError('forbidden', problem.detail, {topic: asked[0].topic}));
    this._lost({code, reason: problem.detail || 'status ' + answer.status});
  }

  async _read(reader, attempt) {
    const decoder = new TextDecoder();
    const ended = {reason: 'the stream ended'};
    let rest = '';
    for (;;) {
      const {done, value} = await reader.read();
      if (attempt !== this._attempt) return;
      if (done) return this._lost(ended);
      this._lastHeard = Date.now();
      this._asked = 0;
      const events = (rest + decoder.decode(value, {stream: true})).split('\n\n');
      rest = events.pop();
      for (const event of events) {
        this._event(event, ended);
        if (attempt !== this._attempt) return;
      }
    }
  }

  _event(text, ended) {
    const fields = {};
    for (const line of text.split('\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trim();
    }
    if (fields.retry) Object.assign(ended, {code: 1012, reason: `{"retryAfterMs":${Number(fields.retry)}}`});
    if (!fields.data) return;
    const frame = JSON.parse(fields.data);
    const subscription = this._subscriptions.get(frame.topic);
    if (fields.event === 'end') ended.code = {unauthenticated: 4401, forbidden: 4403}[frame.code];
    else if (!subscription) return;
    else if (fields.event === 'gap') subscription._gap(frame);
    else if (fields.event === 'presence-refused') subscription._tell('presenceRefused', new LiveError(frame.code, frame.detail, {topic: frame.topic}));
    else if (['presence', 'join', 'leave'].includes(fields.event)) subscription._present(frame);
    else if (!fields.event) subscription._message(frame);
  }

  async _post(waits) {
    const fetch = this.options.fetch || globalThis.fetch;
    const {id, topic, data, messageId, key} = waits.frame;
    const headers = {...this._headers, 'content-type': 'application/json'};
    if (key) headers['idempotency-key'] = key;
    try {
      const path = '/v1/topics/' + encodeURIComponent(topic) + '/messages';
      const answer = await fetch(this._base() + path, {method: 'POST', headers, body: JSON.stringify({data, id: messageId})});
      const said = await answer.json();
      if (answer.ok) this._answer(id, () => waits.answered(said));
      else this._answer(id, () => waits.refused(new LiveError(said.code, said.detail)));
    } catch (e) {
      this._answer(id, () => waits.lost());
    }
  }

  _base() {
    return this.url.replace(/^ws/, 'http').replace(/\/ws(\?.*)?$/, '');
  }

  // --- small things

  _topics() {
    return [...this._subscriptions.values()].filter((one) => one.state !== 'refused');
  }

  _nextId() {
    return (++this._ids).toString(36);
  }

  _after(name, wait, then) {
    clearTimeout(this._timers[name]);
    delete this._timers[name];
    if (then) {
      this._timers[name] = setTimeout(() => {
        delete this._timers[name];
        then();
      }, wait);
    }
  }

  _say(state, more) {
    this.state = state;
    this._emit('state', {state, ...more});
  }

  _emit(what, event) {
    for (const listener of [...(this._listeners[what] || [])]) this._call(listener, [event]);
  }

  /** A fault of the application must not end the connection. */
  _call(listener, given) {
    try {
      if (listener) listener(...given);
    } catch (e) {
      if (globalThis.reportError) globalThis.reportError(e);
      else console.error(e);
    }
  }
}

function withTicket(url, {ticket}) {
  return ticket ? url + (url.includes('?') ? '&' : '?') + 'ticket=' + encodeURIComponent(ticket) : url;
}

/** When a JWT expires, as its middle says; an API key does not. */
function expiryOf(token) {
  try {
    const claims = JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
    return claims.exp * 1000;
  } catch (e) {
    return undefined;
  }
}

function retryAfter(reason) {
  try {
    const wait = JSON.parse(reason).retryAfterMs;
    return Number.isFinite(wait) && wait >= 0 ? wait : undefined;
  } catch (e) {
    return undefined;
  }
}

/** `crypto.randomUUID` exists in secure contexts only. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function utf8Length(text) {
  return new TextEncoder().encode(text).length;
}
