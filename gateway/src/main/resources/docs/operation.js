import {attempt} from '/docs/attempt.js';
import {el, folded, json, resolved, spoken} from '/docs/dom.js';
import {parameters, shown} from '/docs/schema.js';

function needs(operation) {
  const ways = (operation.security ?? []).map((way) => way.key
      ? el('span', {}, 'a key with ', el('code', {}, way.key.join(' ')))
      : el('span', {}, 'the token of an end user'));
  return el('p', {class: 'muted'}, ways.length === 0 ? 'Needs no key.' : ['Needs ', ...ways.flatMap((way, i) => (i ? [', or ', way] : [way])), '.']);
}

function examples(media) {
  return Object.values(media.examples ?? {}).map((example) => el('div', {}, el('h3', {}, 'Example'), el('pre', {class: 'example'}, json(example.value))));
}

function content(api, all) {
  return Object.entries(all ?? {}).map(([type, media]) => el('div', {},
      el('p', {class: 'mono muted'}, type), shown(api, media.schema ?? {}), examples(media)));
}

function answer(api, status, reference) {
  const response = resolved(api, reference);
  return folded({class: 'answer'}, [el('code', {}, status), ' ', spoken(response.description.split('\n')[0])], () => [
    el('p', {class: 'told'}, spoken(response.description)),
    el('p', {class: 'muted'}, 'Headers: ' + Object.keys(response.headers ?? {}).join(', ')),
    content(api, response.content),
  ]);
}

/** One operation: a line that opens to all of it. */
export function operation(api, path, method, told) {
  const list = (told.parameters ?? []).map((one) => resolved(api, one));
  const line = [el('span', {class: 'method'}, method.toUpperCase()), el('code', {}, path), el('span', {class: 'muted'}, told.summary)];
  return folded({class: 'operation', id: told.operationId, 'data-words': `${method} ${path} ${told.summary}`.toLowerCase()}, line, () => [
    needs(told),
    list.length > 0 && [el('h3', {}, 'Parameters'), parameters(api, list)],
    told.requestBody && [el('h3', {}, 'Body'), content(api, {'application/json': told.requestBody.content['application/json']})],
    el('h3', {}, 'Answers'),
    Object.entries(told.responses).map(([status, one]) => answer(api, status, one)),
    el('h3', {}, 'Try it'),
    attempt(path, method, told, list),
  ]);
}
