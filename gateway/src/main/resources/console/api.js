// The API with the key of this tab. The key is in sessionStorage and nowhere else.
const NAME = 'carillon.key';
export const key = {
  get: () => sessionStorage.getItem(NAME) ?? '',
  set: (text) => sessionStorage.setItem(NAME, text.trim()),
  forget: () => sessionStorage.removeItem(NAME),
};

/** What the API refused: its problem document, as an error. */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail ?? document.title ?? `The server answers ${status}`);
    this.status = status;
    this.errors = document.errors ?? [];
  }
}

/** Asks; gives the JSON of the answer with its ETag as `etag`, or throws a Problem. */
export async function ask(method, path, body, {signal, etag} = {}) {
  const headers = {accept: 'application/json'};
  if (key.get()) headers.authorization = `Bearer ${key.get()}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (etag) headers['if-match'] = etag;
  let answer;
  try {
    answer = await fetch(path, {method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body)});
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Problem(0, {detail: 'Carillon does not answer; is it running?'});
  }
  const text = await answer.text();
  let json = {};
  try {
    json = text ? JSON.parse(text) : {};
  } catch {
    json = {detail: `The server answers ${answer.status}, and not in JSON`};
  }
  if (!answer.ok) throw new Problem(answer.status, json);
  return Object.assign(json, {etag: answer.headers.get('etag')});
}

/** A path with those parameters that have a value. */
export function query(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

/** The same request for a terminal; no apostrophe can end its quotes. */
export function curl(method, path, body) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  return [`curl -sS -X ${method} -H "Authorization: Bearer $KEY"`,
    body === undefined ? '' : `-H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`,
    quoted(location.origin + path)].filter(Boolean).join(' ');
}
