// What scripts add to the console; every page works without them (blueprint §9).
(function () {
  'use strict';

  const all = (query, root) => Array.from((root || document).querySelectorAll(query));

  // Both languages as the templates print them. Text only: nothing is ever parsed as markup.
  function say(target, zh, en) {
    const english = document.createElement('span');
    english.className = 'en';
    english.lang = 'en';
    english.textContent = en || '';
    target.textContent = zh + ' ';
    target.appendChild(english);
  }

  function post(url, pairs, keepalive) {
    return fetch(url, {
      method: 'POST',
      body: new URLSearchParams(pairs),
      headers: { Accept: 'application/json' },
      credentials: 'same-origin',
      keepalive: keepalive === true,
    }).then((answer) => {
      // Who is not signed in any more is sent on to the page to sign in.
      if (answer.redirected) throw new Error('401');
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
  }

  const valuesOf = (form) => Array.from(new FormData(form)).filter((pair) => typeof pair[1] === 'string');

  // ---- (a) A field is checked when it is left -------------------------------------------------

  const boxOf = (form, name) => all('[data-field]', form).find((box) => box.dataset.field === name);

  function tell(form, name, part, message) {
    const box = boxOf(form, name);
    const line = box && box.querySelector('.' + part);
    if (!line) return;
    line.textContent = '';
    if (part === 'problem') {
      offer(box, line, (message && message.candidates) || []);
      box.classList.toggle('wrong', Boolean(message));
      all('input, select, textarea', box).forEach((input) => {
        if (message) input.setAttribute('aria-invalid', 'true');
        else input.removeAttribute('aria-invalid');
      });
    }
    if (!message) return;
    let target = line;
    line.classList.toggle('hinting', part === 'note');
    if (message.href && message.href.startsWith('/')) {
      target = document.createElement('a');
      target.href = message.href;
      line.appendChild(target);
    }
    say(target, message.zh, message.en);
  }

  // What may have been meant, to be taken over with one press; nothing is saved by it.
  function offer(box, line, candidates) {
    all('.offer', box).forEach((old) => old.remove());
    if (candidates.length === 0) return;
    const offered = document.createElement('p');
    offered.className = 'offer';
    say(offered, '是不是', 'Did you mean');
    candidates.forEach((text) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button plain small number';
      button.dataset.take = text;
      button.textContent = text;
      offered.append(' ', button);
    });
    line.after(offered);
  }

  function takeOver(event) {
    const button = event.target.closest('[data-take]');
    if (!button) return;
    event.preventDefault();
    const box = button.closest('[data-field]');
    const input = box.querySelector('input');
    input.value = button.dataset.take;
    tell(button.form || input.form, box.dataset.field, 'problem', null);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.focus();
  }

  function checkOnLeaving(form) {
    const url = form.dataset.checkUrl;
    const seen = new Map(); // what was last checked, by field
    const hinted = new Map(); // which fields a field's answer wrote hints to
    const asked = (box) => valuesOf(form).filter((pair) => box.dataset.check.split(' ').includes(pair[0]));
    all('[data-check]', form).forEach((box) => seen.set(box.dataset.field, JSON.stringify(asked(box))));
    form.addEventListener('focusout', (event) => {
      const box = event.target.closest('[data-check]');
      if (!box || (event.relatedTarget && box.contains(event.relatedTarget))) return;
      const field = box.dataset.field;
      const values = asked(box);
      const own = values.some((pair) => pair[0] === field && pair[1].trim() !== '');
      const stamp = JSON.stringify(values);
      if (seen.get(field) === stamp || (!own && !box.classList.contains('wrong'))) return;
      seen.set(field, stamp);
      const csrf = form.elements.namedItem('csrf').value;
      post(url, [['csrf', csrf], ['field', field]].concat(values)).then((answer) => {
        if (seen.get(field) !== stamp) return; // a later answer is on its way
        const filled = (name) => name === field || values.some((pair) => pair[0] === name && pair[1].trim() !== '');
        box.dataset.check.split(' ').filter(filled).forEach((name) => tell(form, name, 'problem', null));
        (hinted.get(field) || []).forEach((name) => tell(form, name, 'note', null));
        tell(form, field, 'note', null);
        (answer.problems || []).filter((item) => filled(item.field)).forEach((item) => tell(form, item.field, 'problem', item));
        (answer.hints || []).forEach((item) => tell(form, item.field, 'note', item));
        hinted.set(field, (answer.hints || []).map((item) => item.field));
      }).catch(() => seen.delete(field)); // saving checks everything again
    });
  }

  // ---- (b) Drafts are kept while people type --------------------------------------------------

  function keepDraft(form) {
    const status = form.querySelector('[data-draft-status]');
    let timer = 0;
    let dirty = false;
    let sending = false;
    let stale = false;
    // Who signed in again in another window goes on here: the form takes the new session's token.
    function renewed() {
      if (!stale) return Promise.resolve();
      return fetch(form.dataset.draftUrl + '/token', { headers: { Accept: 'application/json' }, credentials: 'same-origin' }).then((answer) => {
        if (answer.redirected || !answer.ok) throw new Error('401');
        return answer.json();
      }).then((answer) => { form.elements.namedItem('csrf').value = answer.csrf; });
    }
    function save(leaving) {
      clearTimeout(timer);
      if (!dirty || sending) return;
      dirty = false;
      sending = true;
      renewed().then(() => post(form.dataset.draftUrl, valuesOf(form), leaving)).then((answer) => {
        stale = false;
        form.elements.namedItem('draft').value = answer.draft;
        status.classList.remove('failed');
        say(status, '已保存草稿 ' + answer.saved_at, 'draft saved');
      }).catch((error) => {
        dirty = true;
        stale = error.message === '401' || error.message === '403';
        status.classList.add('failed');
        if (stale) say(status, '登录已过期，请在新窗口重新登录，本页随后自动继续', 'signed out: sign in again in another window and this page goes on');
        else say(status, '草稿未能保存，请勿关闭本页', 'draft not saved: keep this page open');
      }).then(() => {
        sending = false;
        if (dirty) timer = setTimeout(save, 10000);
      });
    }
    function touched() {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(save, 1500);
    }
    form.addEventListener('input', touched);
    form.addEventListener('change', touched);
    form.addEventListener('submit', () => { dirty = false; clearTimeout(timer); });
    document.addEventListener('visibilitychange', () => { if (document.hidden) save(true); });
  }

  // ---- (c) An import's progress ---------------------------------------------------------------

  function follow(box) {
    const bar = box.querySelector('progress');
    const text = box.querySelector('[data-progress-text]');
    let pause = 1000;
    function ask() {
      fetch(box.dataset.pollUrl, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
        .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
        .then((answer) => {
          if (answer.finished) { window.location.reload(); return; }
          // Without a value the bar only says that something goes on.
          if (answer.total > 0) { bar.max = answer.total; bar.value = answer.done; } else bar.removeAttribute('value');
          say(text, answer.words.zh, answer.words.en);
          pause = 1000;
          setTimeout(ask, pause);
        })
        .catch(() => { pause = Math.min(pause * 2, 30000); setTimeout(ask, pause); });
    }
    setTimeout(ask, pause);
  }

  // ---- (d) Shortcuts ----------------------------------------------------------------------------

  const KEYS = 'lifelight-single-keys';
  const single = () => window.localStorage.getItem(KEYS) !== 'off';
  const typing = (target) => target.closest('input, select, textarea, [contenteditable]') !== null;

  function shortcuts() {
    const line = document.querySelector('[data-keys]');
    if (!line) return;
    const button = line.querySelector('[data-keys-switch]');
    const show = () => {
      button.setAttribute('aria-pressed', String(single()));
      document.documentElement.classList.toggle('keyed', single());
      if (single()) say(button, '关闭单键快捷键', 'turn single keys off');
      else say(button, '开启单键快捷键', 'turn single keys on');
    };
    button.addEventListener('click', () => {
      window.localStorage.setItem(KEYS, single() ? 'off' : 'on');
      show();
    });
    show();
    line.hidden = false;
    document.addEventListener('keydown', (event) => {
      if (event.isComposing || event.repeat || event.ctrlKey || event.metaKey) return;
      if (event.altKey) {
        const save = event.code === 'KeyS' && document.querySelector('[data-save]');
        if (save) { event.preventDefault(); save.click(); }
        return;
      }
      if (!single() || event.shiftKey) return;
      const find = event.key === '/' && document.querySelector('[data-find]');
      // What the page itself offers goes before the navigation.
      const place = all('main [data-key], header [data-key]').sort((a, b) => Boolean(b.closest('main')) - Boolean(a.closest('main')))
        .find((link) => link.dataset.key === event.key);
      // A chosen number is no text: its form's keys work from there.
      const chosen = event.target.type === 'radio' && place && place.form === event.target.form;
      if ((typing(event.target) && !chosen) || (!find && !place)) return;
      event.preventDefault();
      if (find) { find.focus(); find.select(); }
      else place.click();
    });
  }

  // A key pressed twice sends a form once.
  function once(form) {
    let sent = false;
    form.addEventListener('submit', (event) => {
      if (sent) event.preventDefault();
      sent = true;
    });
  }

  function print(button) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }

  // “更多” closes when something else is looked at; without scripts a second press closes it.
  function closing(more) {
    document.addEventListener('click', (event) => { if (!more.contains(event.target)) more.open = false; });
    more.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !more.open) return;
      more.open = false;
      more.querySelector('summary').focus();
    });
  }

  // Enter goes to the next field of a long form, as in a spreadsheet; ID card readers send it too.
  function enterGoesOn(form) {
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || !event.target.matches('input, select')) return;
      event.preventDefault();
      const stops = all('input:not([type="hidden"]), select, textarea, [data-save]', form)
        .filter((input) => !input.disabled && input.offsetParent !== null);
      const next = stops[stops.indexOf(event.target) + 1];
      if (next) next.focus();
    });
  }

  // ---- (e) More and fewer rows ------------------------------------------------------------------

  function rows(group) {
    const template = group.querySelector('template');
    const add = group.querySelector('[data-add]');
    let last = all(':scope > .row', group).length;
    function removable(row) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button plain small remove';
      say(button, '删除', 'remove');
      button.addEventListener('click', () => {
        row.remove();
        add.focus();
        add.dispatchEvent(new Event('change', { bubbles: true }));
      });
      row.appendChild(button);
    }
    add.hidden = false;
    add.addEventListener('click', () => {
      last += 1;
      const row = template.content.firstElementChild.cloneNode(true);
      const renumber = (text) => text.split('__n__').join(String(last));
      [row].concat(all('*', row)).forEach((node) => Array.from(node.attributes).forEach((attribute) => {
        attribute.value = renumber(attribute.value);
      }));
      row.querySelector('[data-number]').textContent = String(last);
      removable(row);
      group.insertBefore(row, template);
      row.querySelector('input, select').focus();
    });
  }

  all('form[data-check-url]').forEach(checkOnLeaving);
  all('form[data-draft-url]').forEach(keepDraft);
  all('form[data-enter]').forEach(enterGoesOn);
  all('form[data-once]').forEach(once);
  all('[data-print]').forEach(print);
  all('[data-poll-url]').forEach(follow);
  all('[data-rows]').forEach(rows);
  all('[data-more]').forEach(closing);
  document.addEventListener('click', takeOver);
  shortcuts();
  const first = document.querySelector('[data-focus]');
  if (first) first.focus();
})();
