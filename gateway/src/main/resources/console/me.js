// Who the key of this tab is. What it may not do is not drawn; the server decides all the same.
import { ask, key } from './api.js';

let me = {name: '', role: null, scopes: [], parts: []};

/** Asks the server; throws its problem if the key is no key. */
export async function meet() {
  me = await ask('GET', '/v1/me');
  key.remember(JSON.stringify(me));
  return me;
}

/** Who it was when this tab asked last: what is drawn until the server has answered. */
export function known() {
  const before = key.remembered();
  if (before) me = JSON.parse(before);
  return before ? me : undefined;
}

const covers = (own, scope) => own === 'admin' || own === scope || (own.endsWith('*') && scope.startsWith(own.slice(0, -1)));

/** Whether it has this scope; of one that ends with a colon, any of its kind. */
export const may = (scope) => me.scopes.some((own) => covers(own, scope) || (scope.endsWith(':') && own.startsWith(scope)));

/** Whether this gateway has a part of the API that others may not have. */
export const has = (part) => me.parts.includes(part);
