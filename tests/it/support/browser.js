// Runs in the page as the body of a function(task, words…). Answers null while nothing fits,
// [element, how] for what was found, or what the page has to say for "wide" and "page".
const [task, words, value] = arguments;
const plain = text => (text || '').replace(/\s+/g, ' ').trim();
const visible = element => element.checkVisibility();
const best = (elements, text) =>
  elements.find(e => text(e) === words)
  || elements.find(e => text(e).startsWith(words))
  || elements.find(e => text(e).includes(words));
// A label may stand around its field: the options inside are not its words.
const caption = label => {
  const copy = label.cloneNode(true);
  copy.querySelectorAll('select, textarea').forEach(e => e.remove());
  return plain(copy.textContent);
};

const field = () => {
  const label = best([...document.querySelectorAll('label, legend')], caption);
  const named = [...document.querySelectorAll('input, select, textarea')].filter(e =>
    e.type !== 'hidden' && (e.name === words || e.id === words || e.getAttribute('aria-label') === words));
  const inside = label && (label.control || label.closest('fieldset')?.querySelector('input, select, textarea'));
  return named[0] || inside;
};

const changed = element =>
  ['input', 'change'].forEach(kind => element.dispatchEvent(new Event(kind, { bubbles: true })));

const fill = element => {
  if (!element) return null;
  if (element.type === 'radio') {
    const group = [...document.getElementsByName(element.name)];
    const labels = e => [...e.labels].map(caption);
    const chosen = group.find(e => e.value === value || labels(e).includes(value))
      || group.find(e => labels(e).some(text => text.includes(value)));
    return chosen ? [chosen, 'click'] : null;
  }
  if (element.type === 'checkbox') {
    return [element, element.checked === (value === 'yes') ? 'done' : 'click'];
  }
  if (element.type === 'file') return [element, 'file'];
  if (element.tagName === 'SELECT') {
    const options = [...element.options];
    const option = options.find(o => o.value === value || plain(o.textContent) === value)
      || options.find(o => plain(o.textContent).includes(value));
    if (!option) return null;
    element.value = option.value;
    changed(element);
    return [element, 'done'];
  }
  // What is typed into these depends on the browser's language.
  if (['date', 'month', 'time', 'datetime-local'].includes(element.type)) {
    element.value = value;
    changed(element);
    return [element, 'done'];
  }
  return [element, 'type'];
};

const target = () => {
  const shown = kinds => [...document.querySelectorAll(kinds)].filter(visible);
  const text = e => plain(e.tagName === 'INPUT' ? e.value : e.textContent);
  const found = best(shown('button, a[href], summary, [role=button], input[type=submit]'), text)
    || best(shown('label'), caption);
  if (found) return found;
  // Words are often no selector at all.
  try { return document.querySelector(words); } catch { return null; }
};

const wide = () => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return null;
  const out = [...document.body.querySelectorAll('*')]
    .filter(e => e.getBoundingClientRect().right > page.clientWidth + 1)
    .map(e => `${e.tagName.toLowerCase()}${e.id && '#' + e.id}.${e.className} to ${Math.round(e.getBoundingClientRect().right)}`);
  return `${page.scrollWidth} of ${page.clientWidth} pixels: ${out.slice(0, 8).join('; ')}`;
};

const found = element => (element ? [element, ''] : null);
switch (task) {
  case 'field': return fill(field());
  case 'target': return found(target());
  case 'css': return found(document.querySelector(words));
  case 'words': return found(plain(document.body.innerText).includes(words) && document.body);
  case 'wide': return wide();
  default: return document.body.innerText.slice(0, 2000);
}
