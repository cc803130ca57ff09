// Holds the conversations of protocol/*.json over a WebSocket of the language: in Node, and in a page of a browser.
// What it is given is what the fixture has made of them: everything but what is kept on the way is filled in.

const PATIENCE = 20000;
const AT_ONCE = 8;

/** The names of those that went wrong, with what. */
export async function runAll(cases, {url, api, key, WebSocket}) {
  const failures = [];
  const rest = [...cases];
  const worker = async () => {
    for (let one = rest.shift(); one; one = rest.shift()) {
      try {
        await hold(one, {url, api, key, WebSocket});
      } catch (e) {
        failures.push(one.name + ': ' + e.message);
      }
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, worker));
  return failures;
}

async function hold(one, given) {
  const link = new Link(given.WebSocket, given.url + (one.query || ''));
  const kept = {};
  try {
    if (one.refused) return await link.refused();
    await link.opened;
    for (const step of one.steps) {
      for (let n = 100; n < 100 + (step.times || 1); n++) {
        kept.n = String(n);
        await take(step, link, kept, given);
      }
    }
  } finally {
    link.close();
  }
}

async function take(step, link, kept, given) {
  if (step.send !== undefined) {
    link.send(fill(step.send, kept));
  } else if (step.expect) {
    check(fill(step.expect, kept), await link.frame(), kept);
  } else if (step.expectAll) {
    const open = fill(step.expectAll, kept);
    while (open.length) {
      const frame = await link.frame();
      const fits = open.findIndex((wanted) => wanted.type === frame.type);
      if (fits < 0) throw new Error('unexpected ' + JSON.stringify(frame));
      check(open.splice(fits, 1)[0], frame, kept);
    }
  } else if (step.http) {
    await ask(fill(step.http, kept), kept, given);
  } else {
    const code = await link.end();
    if (code !== step.close) throw new Error(`closed with ${code}, not ${step.close}`);
  }
}

async function ask({method, path, body, status = 200, save = {}}, kept, {api, key}) {
  const headers = {authorization: 'Bearer ' + key, 'content-type': 'application/json'};
  const answer = await fetch(api + path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body)});
  if (answer.status !== status) throw new Error(`${method} ${path} is answered ${answer.status}`);
  const said = status === 204 ? {} : await answer.json();
  for (const [name, member] of Object.entries(save)) kept[name] = said[member];
}

function fill(value, kept) {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (all, name) => (name in kept ? kept[name] : all));
  if (Array.isArray(value)) return value.map((one) => fill(one, kept));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fill(v, kept)]));
  return value;
}

function check(wanted, frame, kept) {
  const told = () => new Error(`wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(frame)}`);
  if (Object.keys(wanted).sort().join() !== Object.keys(frame).sort().join()) throw told();
  for (const [name, value] of Object.entries(wanted)) {
    if (!fits(value, frame[name], kept)) throw told();
  }
}

function fits(wanted, is, kept) {
  if (wanted === '<any>') return true;
  if (wanted === '<text>') return typeof is === 'string' && is !== '';
  if (wanted === '<number>') return typeof is === 'number';
  const keep = typeof wanted === 'string' && /^<=(\w+)>$/.exec(wanted);
  if (keep) kept[keep[1]] = is;
  return Boolean(keep) || JSON.stringify(wanted) === JSON.stringify(is);
}

class Link {
  constructor(WebSocket, url) {
    this.heard = [];
    this.wakes = [];
    this.socket = new WebSocket(url, 'carillon.v1.json');
    this.opened = new Promise((resolve, reject) => {
      this.socket.onopen = resolve;
      this.socket.onerror = () => {
        reject(new Error('no handshake'));
        this.tell({code: 1006}); // some say this and no more
      };
    });
    this.opened.catch(() => {});
    this.socket.onmessage = (event) => this.tell({text: event.data});
    this.socket.onclose = (event) => this.tell({code: event.code});
  }

  tell(event) {
    this.heard.push(event);
    const wake = this.wakes.shift();
    if (wake) wake();
  }

  async next() {
    let timer;
    while (!this.heard.length) {
      await new Promise((resolve, reject) => {
        this.wakes.push(resolve);
        timer = setTimeout(() => reject(new Error('nothing came')), PATIENCE);
      }).finally(() => clearTimeout(timer));
    }
    return this.heard.shift();
  }

  async frame() {
    const {text, code} = await this.next();
    if (text === undefined) throw new Error('closed with ' + code);
    return JSON.parse(text);
  }

  async end() {
    const {text, code} = await this.next();
    if (text !== undefined) throw new Error('not closed: ' + text);
    return code;
  }

  async refused() {
    const {code} = await this.next();
    if (code !== 1006) throw new Error('the handshake was not refused: ' + code);
  }

  send(what) {
    if (typeof what === 'string') this.socket.send(what);
    else if (what.binary) this.socket.send(Uint8Array.from(what.binary.match(/../g), (byte) => parseInt(byte, 16)));
    else if (what.long) this.socket.send('x'.repeat(what.long));
    else this.socket.send(JSON.stringify(what));
  }

  close() {
    this.socket.onmessage = this.socket.onclose = null;
    this.socket.onerror = () => {};
    this.socket.close();
  }
}
