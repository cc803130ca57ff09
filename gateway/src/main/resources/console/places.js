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

/** Data to begin with: a recipient, and a word for each place that has a plain name. */
export const example = (template) => JSON.stringify({...Object.fromEntries(marks(template).filter(({sign, name}) => !/[#^/]/.test(sign) && !name.includes('.')).map(({name}) => [name, name])), to: {email: 'ada@example.org', name: 'Ada'}});
