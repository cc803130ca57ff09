// What differs between two texts, line by line: the longest common subsequence, for texts that people write.
import { html } from './ui.js';

const AROUND = 3;
const MOST = 1e6;

/** `[kind, line]` each: `same`, `gone` or `new`. What is too long to compare is gone as a whole and new as a whole. */
export function difference(before, after) {
  const a = before.split('\n'), b = after.split('\n');
  let head = 0, tail = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const x = a.slice(head, a.length - tail), y = b.slice(head, b.length - tail);
  return [...a.slice(0, head).map((line) => ['same', line]), ...middle(x, y), ...a.slice(a.length - tail).map((line) => ['same', line])];
}

function middle(x, y) {
  if (x.length * y.length > MOST) return [...x.map((line) => ['gone', line]), ...y.map((line) => ['new', line])];
  const width = y.length + 1;
  const common = new Uint32Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      common[i * width + j] = x[i] === y[j] ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const lines = [];
  let i = 0, j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) { lines.push(['same', x[i++]]); j++; }
    else if (j === y.length || (i < x.length && common[(i + 1) * width + j] >= common[i * width + j + 1])) lines.push(['gone', x[i++]]);
    else lines.push(['new', y[j++]]);
  }
  return lines;
}

const SIGN = {same: ' ', gone: '−', new: '+'};
const SAID = {gone: 'gone', new: 'new'};

/** With what is around a difference; the rest is counted. */
function Lines({name, before, after}) {
  const lines = difference(before, after);
  const near = (at) => lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(([kind]) => kind !== 'same');
  const shown = [];
  let left = 0;
  const skip = () => { if (left) shown.push(['left', `${left} ${left === 1 ? 'line' : 'lines'} the same`]); left = 0; };
  lines.forEach((line, at) => { if (near(at)) { skip(); shown.push(line); } else left++; });
  skip();
  return html`<h3 class="small">${name}</h3><ol class="diff" tabindex="0" aria-label=${`Differences of ${name}`}>${shown.map(([kind, text]) => kind === 'left'
    ? html`<li class="left muted">${text}</li>` : html`<li class=${kind}><span aria-hidden="true">${SIGN[kind]}</span>${SAID[kind] && html`<span class="skip">${SAID[kind]}: </span>`}<bdi>${text || ' '}</bdi></li>`)}</ol>`;
}

const PARTS = [['Subject', 'subject'], ['Text', 'text'], ['HTML', 'html']];

/** Of two versions of a template. */
export function Diff({before, after}) {
  const parts = PARTS.filter(([, part]) => (before[part] ?? '') !== (after[part] ?? ''));
  return parts.length ? parts.map(([name, part]) => html`<${Lines} name=${name} before=${before[part] ?? ''} after=${after[part] ?? ''}/>`) : html`<p class="muted">They say the same.</p>`;
}
