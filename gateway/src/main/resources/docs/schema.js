import {el, folded, nameOf, resolved, spoken} from '/docs/dom.js';

const WORDS = {
  minLength: 'at least %s long', maxLength: 'at most %s long', minimum: 'at least %s', maximum: 'at most %s',
  minItems: 'at least %s items', maxItems: 'at most %s items', maxProperties: 'at most %s members',
  pattern: 'matches %s', format: 'format %s', const: 'is %s',
};

/** What a value must be, as one line. */
export function typeOf(schema) {
  if (schema.$ref) {
    return nameOf(schema.$ref);
  }
  const several = schema.anyOf ?? schema.oneOf;
  if (several) {
    return several.map(typeOf).join(' or ');
  }
  if (schema.enum) {
    return schema.enum.map((one) => JSON.stringify(one)).join(', ');
  }
  const types = [schema.type ?? 'any value'].flat();
  return types.map((type) => (type === 'array' ? 'list of ' + typeOf(schema.items ?? {}) : type)).join(' or ');
}

/** A pattern that takes a line says nothing to people. */
const READABLE = 60;

function rules(schema) {
  const inner = {...(schema.anyOf?.find((one) => one.type !== 'null') ?? {}), ...schema};
  const words = Object.entries(WORDS).filter(([key]) => inner[key] !== undefined && !(key === 'pattern' && inner.pattern.length > READABLE)).map(([key, text]) => text.replace('%s', () => inner[key]));
  return [...words, ...(schema['x-refused'] ?? []).map((sentence) => `refused with "${sentence}"`)];
}

/** The schema in which the members of a value are, if it has any. */
function membersOf(document, schema) {
  const one = schema.anyOf?.find((other) => other.type !== 'null') ?? schema;
  const inner = resolved(document, one);
  if (!inner || inner.properties) {
    return inner;
  }
  const items = inner.items ?? inner.additionalProperties;
  return items instanceof Object ? membersOf(document, items) : undefined;
}

function line(document, name, schema, needed) {
  const inner = membersOf(document, schema);
  return el('tr', {},
      el('th', {scope: 'row'}, el('code', {}, name), needed ? ' *' : ''),
      el('td', {}, typeOf(schema),
          rules(schema).map((rule) => el('div', {class: 'muted'}, rule)),
          inner?.properties && folded({}, 'members', () => table(document, inner))));
}

/** The members of an object, a line for each; * is one that must be there, or always is. */
function table(document, schema) {
  return el('table', {},
      Object.entries(schema.properties).map(([name, one]) => line(document, name, one, schema.required?.includes(name))));
}

/** A schema for people. */
export function shown(document, schema) {
  const inner = membersOf(document, schema);
  return el('div', {},
      el('div', {}, el('code', {}, typeOf(schema))),
      rules(resolved(document, schema) ?? {}).map((rule) => el('div', {class: 'muted'}, rule)),
      inner?.properties && table(document, inner));
}

/** The rules that the words of a parameter do not say. */
const unsaid = ({description = '', schema}) => description.includes(`from ${schema.minimum} to ${schema.maximum}`) ? [] : rules(schema);

/** The parameters of an operation. */
export function parameters(document, list) {
  return el('table', {}, list.map((one) => el('tr', {},
      el('th', {scope: 'row'}, el('code', {}, one.name), one.required ? ' *' : ''),
      el('td', {}, `${one.in}, ${typeOf(one.schema)}`, el('div', {class: 'muted'}, spoken([one.description, unsaid(one).join(', ')].join(' ')))))));
}
