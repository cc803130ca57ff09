// The list that this address shows, asked for while the page's other modules are still read: it is there when they draw for the first time.
import { ask, key, query } from './api.js';

const PIECE = 50;
/** The list of each view, and what its view asks besides the filters of the address. */
const LISTS = {mail: ['/v1/emails'], users: ['/v1/users', {sort: '-createdAt'}], templates: ['/v1/templates'], broadcasts: ['/v1/broadcasts'],
  live: ['/v1/topic-rules'], keys: ['/v1/keys'], tasks: ['/v1/tasks', {tree: true}]};

/** The API's path of a view's list, with filters and a cursor. */
export const listOf = (view, filters) => query(LISTS[view][0], {...LISTS[view][1], ...filters, limit: PIECE});

const [, view] = /^\/console\/([a-z]+)$/.exec(location.pathname) ?? [];
const {new: form, rule, ...filters} = Object.fromEntries(new URLSearchParams(location.search));
let asked = view in LISTS && key.remembered() ? listOf(view, filters) : undefined;
const answer = asked && ask('GET', asked);
answer?.catch(() => {});

/** Settled when there is an answer, and after 60 ms without one: what is drawn before is laid out, painted and thrown away. */
export const soon = Promise.race([answer?.catch(() => {}), new Promise((over) => setTimeout(over, 60))]);

/** The answer that is on its way for this path; once, because later ones are asked anew. */
export function early(path) {
  if (path !== asked) return undefined;
  asked = undefined;
  return answer;
}
