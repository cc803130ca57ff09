// The places of a template that data fill.
const PLACE = /\{\{\{?\s*([#^/&]?)\s*([A-Za-z_][\w.]*)/g;
const marks = ({subject, text, html: markup}) => [...`${subject} ${text} ${markup ?? ''}`.matchAll(PLACE)].map(([, sign, name]) => ({sign, name}));

/** What a template asks of the data: the first names of its places, but not of those within a section, which are of each of its items. */
export function places(template) {
  const names = new Set();
  let depth = 0;
  for (const {sign, name} of marks(template)) {
    if (sign === '/') depth--;
    else if (depth === 0) names.add(name.split('.')[0]);
    if (sign === '#' || sign === '^') depth++;
  }
  names.delete('to');
  return [...names];
}

const plain = (template) => marks(template).filter(({sign, name}) => !/[#^/]/.test(sign) && !name.includes('.')).map(({name}) => name);
const words = (names) => Object.fromEntries(names.map((name) => [name, name]));

/** Data to begin with: a recipient, and a word for each place that has a plain name. */
export const example = (template) => JSON.stringify({...words(plain(template)), to: {email: 'ada@example.org', name: 'Ada'}});

/** The places with a plain name that the text of some data leaves empty; none of a text that is no JSON object. */
export function unfilled(template, text) {
  try {
    const data = JSON.parse(text);
    if (data === null || typeof data !== 'object' || Array.isArray(data)) return [];
    const names = plain(template);
    return places(template).filter((name) => names.includes(name) && !Object.hasOwn(data, name));
  } catch {
    return [];
  }
}

/** The same text of an object with a word for each of those names at its end; the rest stays as it was typed. */
export function filled(text, names) {
  const end = text.lastIndexOf('}'), before = text.slice(0, end).trimEnd();
  return `${before}${before.endsWith('{') ? '' : ', '}${JSON.stringify(words(names)).slice(1, -1)}${text.slice(end)}`;
}
