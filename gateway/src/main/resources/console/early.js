// The list that this address shows, asked for while the page's other modules are still read: it is there when they draw for the first time.
import { ask, query } from './api.js';
import { known, may } from './me.js';

const PIECE = 50;
/** The list of each view: the scope for it, its path, and what the view asks besides the filters of the address. */
const LISTS = {mail: ['mail:read', '/v1/emails'], users: ['users:read', '/v1/users', {sort: '-createdAt'}], templates: ['mail:read', '/v1/templates'],
  broadcasts: ['live:subscribe:broadcasts', '/v1/broadcasts'], live: ['admin', '/v1/topic-rules'], keys: ['admin', '/v1/keys'], parked: ['admin', '/v1/parked-events'], 'holds/suppressions': ['mail:read', '/v1/suppressions'],
  tasks: ['admin', '/v1/tasks', {tree: true}]};

/** The API's path of a view's list, with filters and a cursor. */
export const listOf = (view, filters) => query(LISTS[view][1], {...LISTS[view][2], ...filters, limit: PIECE});

const [, view] = /^\/console\/([a-z/]+)$/.exec(location.pathname) ?? [];
const {new: form, for: whom, of: user, like, rule, pattern, ...filters} = Object.fromEntries(new URLSearchParams(location.search));
const mine = !location.hash.startsWith('#ticket=') && Object.hasOwn(LISTS, view) && known() && may(LISTS[view][0]);
let asked = mine ? listOf(view, filters) : undefined;
const answer = asked && ask('GET', asked);

/** Settled when there is an answer, and after 60 ms without one: what is drawn before is laid out, painted and thrown away. */
export const soon = Promise.race([answer?.catch(() => {}), new Promise((enough) => setTimeout(enough, 60))]);

/** The answer that is on its way for this path. */
export const early = (path) => path === asked ? answer : undefined;

/** Once all has been drawn for the first time: what is asked for later is asked anew. */
export function over() {
  asked = undefined;
}
