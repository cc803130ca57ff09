import {el} from '/docs/dom.js';
import {keep} from '/docs/key.js';
import {live} from '/docs/live.js';
import {operation} from '/docs/operation.js';

const main = document.getElementById('main');
const tags = document.getElementById('tags');
const find = document.getElementById('find');

async function load(path) {
  const answer = await fetch(path);
  if (!answer.ok) {
    throw new Error(`${path} was answered ${answer.status}`);
  }
  return answer.json();
}

function section(name, parts) {
  const id = 'tag-' + name;
  tags.append(el('a', {href: '#' + id}, name));
  main.append(el('section', {id, 'aria-label': name}, el('h2', {}, name), parts));
}

/** The operations by the first of their tags, those that need no key at the end. */
function byTag(api) {
  const groups = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, told] of Object.entries(methods)) {
      const tag = told.tags[0];
      groups.set(tag, [...(groups.get(tag) ?? []), operation(api, path, method, told)]);
    }
  }
  return [...groups].sort(([one], [other]) => (one === 'open') - (other === 'open') || one.localeCompare(other));
}

function filter() {
  const words = find.value.toLowerCase().split(/\s+/);
  for (const part of main.querySelectorAll('section')) {
    const all = [...part.querySelectorAll('.operation')];
    all.forEach((one) => (one.hidden = !words.every((word) => one.dataset.words.includes(word))));
    part.hidden = all.every((one) => one.hidden);
    tags.querySelector(`a[href="#${part.id}"]`).hidden = part.hidden;
  }
  scrollTo(0, 0); // or what is left would be above what is seen
}

/** A link to an operation opens it. */
function follow() {
  const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted) {
    wanted.open = true;
    wanted.scrollIntoView();
  }
}

keep(document.getElementById('key'), document.getElementById('forget'), document.getElementById('kept'));
try {
  const [api, events] = await Promise.all([load('/openapi.json'), load('/asyncapi.json')]);
  byTag(api).forEach(([name, operations]) => section(name, operations));
  section('live', live(events));
  find.addEventListener('input', filter);
  window.addEventListener('hashchange', follow);
  follow();
  document.documentElement.dataset.ready = 'yes';
} catch (e) {
  main.append(el('p', {class: 'bad', role: 'alert'}, `The description cannot be read: ${e.message}`));
  document.documentElement.dataset.ready = 'no';
}
