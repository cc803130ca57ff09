/** An element. Text stays text: nothing on these pages is ever read as markup. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      node.addEventListener(key.slice(2), value);
    } else if (value === true) {
      node.setAttribute(key, '');
    } else if (value !== false && value !== undefined) {
      node.setAttribute(key, value);
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false && child !== ''));
  return node;
}

/** A sentence in which `names` between back quotes are code. */
export const spoken = (text) => text.split('`').map((part, i) => (i % 2 ? el('code', {}, part) : part));

/** Details whose inside is made when they are first opened: schemas hold one another. */
export function folded(attributes, summary, inside) {
  const node = el('details', attributes, el('summary', {}, summary));
  node.addEventListener('toggle', () => {
    if (node.open && node.childElementCount === 1) {
      node.append(el('div', {class: 'inside'}, inside()));
    }
  });
  return node;
}

/** What a reference of a document leads to, or the value itself. */
export function resolved(document, value) {
  if (!value?.$ref) {
    return value;
  }
  const steps = value.$ref.slice(2).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce((at, step) => at?.[step], document);
}

/** The last word of a reference. */
export const nameOf = (reference) => reference.slice(reference.lastIndexOf('/') + 1);

export const json = (value) => JSON.stringify(value, null, 2);
