import {el, json} from '/docs/dom.js';
import {key} from '/docs/key.js';

const MOST = 256 * 1024;
const OWN = ['traceparent'];

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same request as a line for a shell, in which the key is a variable. */
function curl(request) {
  const words = ['curl -sS'];
  if (request.method !== 'GET') {
    words.push('-X ' + request.method);
  }
  if (request.keyed) {
    words.push('-H "Authorization: Bearer $KEY"');
  }
  Object.entries(request.headers).forEach(([name, value]) => words.push('-H ' + quoted(`${name}: ${value}`)));
  if (request.body !== undefined) {
    words.push('-d ' + quoted(request.body));
  }
  return [...words, quoted(location.origin + request.target)].join(' ');
}

function request(path, method, told, fields, body) {
  let target = path;
  const query = new URLSearchParams();
  const headers = {};
  for (const [parameter, field] of fields) {
    const value = field.value;
    if (parameter.in === 'path') {
      target = target.replace(`{${parameter.name}}`, encodeURIComponent(value));
    } else if (value !== '' && parameter.in === 'query') {
      const several = parameter.schema.type === 'array' ? value.split(',') : [value];
      several.forEach((one) => query.append(parameter.name, one.trim()));
    } else if (value !== '') {
      headers[parameter.name] = value;
    }
  }
  if (body) {
    headers['Content-Type'] = 'application/json';
  }
  const asked = query.toString();
  return {
    method: method.toUpperCase(),
    target: asked ? `${target}?${asked}` : target,
    headers,
    body: body?.value,
    keyed: (told.security ?? []).length > 0,
  };
}

/** Reads what there is, and no more than a page can show; a stream comes piece by piece. */
async function read(answer, show) {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let next = await reader?.read(); next && !next.done; next = await reader.read()) {
    text += next.value;
    show(text);
    if (text.length > MOST) {
      await reader.cancel();
      return text.slice(0, MOST) + '\n... and more';
    }
  }
  return text;
}

function pretty(answer, text) {
  try {
    return answer.headers.get('content-type')?.includes('json') ? json(JSON.parse(text)) : text;
  } catch {
    return text;
  }
}

async function send(asked, signal, status, output) {
  status.className = '';
  status.textContent = 'asked';
  output.textContent = '';
  const headers = asked.keyed && key() ? {...asked.headers, Authorization: 'Bearer ' + key()} : asked.headers;
  const begun = performance.now();
  const answer = await fetch(asked.target, {method: asked.method, headers, body: asked.body, signal});
  status.textContent = `${answer.status} ${answer.statusText} in ${Math.round(performance.now() - begun)} ms`;
  status.className = answer.ok ? 'ok' : 'bad';
  const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n') + '\n\n';
  output.textContent = head;
  const text = await read(answer, (part) => (output.textContent = head + part));
  output.textContent = head + pretty(answer, text);
}

/** A form that asks the server, with the key of the tab. */
export function attempt(path, method, told, parameters) {
  const fields = parameters.filter((one) => !OWN.includes(one.name)).map((one) =>
    [one, el('input', {name: one.name, value: [one.example ?? ''].flat().join(','), spellcheck: 'false'})]);
  const example = told.requestBody && Object.values(told.requestBody.content['application/json'].examples ?? {})[0]?.value;
  const body = told.requestBody && el('textarea', {'aria-label': 'Body', spellcheck: 'false'}, json(example ?? {}));
  const line = el('pre', {class: 'curl'});
  const status = el('span', {role: 'status'});
  const output = el('pre', {class: 'output', hidden: true});
  const now = () => request(path, method, told, fields, body);
  const changed = () => (line.textContent = curl(now()));
  let running = new AbortController();
  const ask = async () => {
    running.abort();
    running = new AbortController();
    output.hidden = false;
    try {
      await send(now(), running.signal, status, output);
    } catch (e) {
      status.className = 'bad';
      status.textContent = e.name === 'AbortError' ? 'stopped' : String(e.message);
    }
  };
  changed();
  return el('div', {class: 'attempt', oninput: changed},
      el('div', {class: 'fields'}, fields.map(([one, field]) => el('label', {}, one.name, one.required ? ' *' : '', field))),
      body, line,
      el('div', {class: 'row'},
          el('button', {type: 'button', class: 'first send', onclick: ask}, 'Send'),
          el('button', {type: 'button', onclick: () => running.abort()}, 'Stop'), status),
      output);
}
