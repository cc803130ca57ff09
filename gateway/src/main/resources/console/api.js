// The API with the key of this tab. The key, and whose it was said to be, are in sessionStorage and nowhere else.
const NAME = 'carillon.key';
const WHOSE = 'carillon.me';
export const key = {
  get: () => sessionStorage.getItem(NAME) ?? '',
  set: (text) => { key.forget(); sessionStorage.setItem(NAME, text.trim()); },
  forget: () => { sessionStorage.removeItem(NAME); sessionStorage.removeItem(WHOSE); },
  remember: (whose) => sessionStorage.setItem(WHOSE, whose),
  remembered: () => key.get() && sessionStorage.getItem(WHOSE),
};

/** An event of the window: a key that was good is good no more. Its detail is the problem. */
export const ENDED = 'carillon:ended';

/** What the API refused: its problem document, as an error. */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail ?? document.title ?? `The server answers ${status}`);
    this.status = status;
    this.errors = document.errors ?? [];
  }
}

/** Tells of a refused key, unless the tab has another one by now. */
function endedIf(own, problem) {
  if (problem.status === 401 && own === key.get()) dispatchEvent(new CustomEvent(ENDED, {detail: problem}));
}

/** How long an answer is waited for, in milliseconds: longer than the server itself waits for anything. */
const PATIENCE = 30_000;

/** Asks; gives the JSON of the answer with its ETag as `etag`, or throws a Problem. */
export async function ask(method, path, body, {signal, etag, fresh, ticket} = {}) {
  const headers = {accept: 'application/json'};
  const own = key.get();
  if (ticket) headers.authorization = `Ticket ${ticket}`;
  else if (own) headers.authorization = `Bearer ${own}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (etag) headers['if-match'] = etag;
  if (fresh) headers['if-none-match'] = '*';
  const ends = AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(signal ? [signal] : [])]);
  let answer, text;
  try {
    answer = await fetch(path, {method, headers, signal: ends, body: body === undefined ? undefined : JSON.stringify(body)});
    text = await answer.text();
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Problem(0, {detail: 'Carillon does not answer; is it running?'});
  }
  let json = {};
  try {
    json = text ? JSON.parse(text) : {};
  } catch {
    json = {detail: `The server answers ${answer.status}, and not in JSON`};
  }
  if (!answer.ok) {
    const problem = new Problem(answer.status, json);
    if (path.startsWith('/v1/') && path !== '/v1/me') endedIf(own, problem);
    throw problem;
  }
  return Object.assign(json, {etag: answer.headers.get('etag')});
}

/** A path with those parameters that have a value. */
export function query(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

/** The same request for a terminal, which shows each event of a stream at once; no apostrophe can end its quotes. */
export function curl(method, path, body, streams) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  return [`curl -sS${streams ? 'N' : ''} -X ${method} -H "Authorization: Bearer $KEY"`,
    body === undefined ? '' : `-H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`,
    quoted(location.origin + path)].filter(Boolean).join(' ');
}

/** How long a file may take, in milliseconds. */
const LONG = 600_000;

/** The answer as it is, for what is no JSON; throws a Problem. */
export async function fetched(path) {
  const own = key.get();
  const answer = await fetch(path, {headers: {authorization: `Bearer ${own}`}, signal: AbortSignal.timeout(LONG)});
  if (answer.ok) return answer;
  const problem = new Problem(answer.status, await answer.json().catch(() => ({})));
  endedIf(own, problem);
  throw problem;
}
