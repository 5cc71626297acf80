// What the editor's blocks have beyond Wagtail's: badges, moving a question to another step, copies of steps whose
// conditions look at the copy, and the question bank.
const { Controller } = window.StimulusModule;
let personal = new Set();

const stream = () => {
  try {
    return window.wagtail.editHandler.getPanelByName('steps').getBoundWidget();
  } catch {
    return null;
  }
};
const words = () => document.getElementById('warkat-words').dataset;
const questionsOf = (step) => step.block.childBlocks.fields;

const badge = (name, text) => {
  const element = document.createElement('span');
  element.className = `warkat-badge warkat-badge--${name}`;
  element.textContent = text;
  return element;
};

const button = (icon, title, act) => {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'button button--icon text-replace white';
  element.title = title;
  element.innerHTML = `<svg class="icon icon-${icon}" aria-hidden="true"><use href="#icon-${icon}"></use></svg>`;
  const label = document.createElement('span');
  label.className = 'w-sr-only';
  label.textContent = title;
  element.append(label);
  element.addEventListener('click', act);
  return element;
};

// Badges say what a collapsed question is.
const mark = (child) => {
  const heading = child.element.querySelector('[data-panel-heading]');
  const { value } = child.getState();
  const wanted = [];
  if (value.required) wanted.push(['required', words().required]);
  if ((value.conditions || []).length || (value.required_conditions || []).length) wanted.push(['conditional', words().conditional]);
  if (personal.has(child.id)) wanted.push(['personal', words().personal]);
  const shown = wanted.map(([name]) => name).join();
  if (heading.dataset.badges === shown) return;
  heading.dataset.badges = shown;
  heading.querySelectorAll('.warkat-badge').forEach((old) => old.remove());
  heading.append(...wanted.map((pair) => badge(...pair)));
};

// What else in the service names one of `ids`: a set of titles. `own` is the block that they are in.
const usersOf = (ids, own) => {
  const found = new Set();
  const walk = (node, name) => {
    if (Array.isArray(node)) {
      node.forEach((item) => walk(item, name));
    } else if (node && typeof node === 'object') {
      if (node.id === own) return;
      const value = node.value || {};
      const title = value.label || value.title || value.message || name;
      Object.entries(node).forEach(([key, item]) => key !== 'id' && walk(item, title));
    } else if (typeof node === 'string') {
      const named = ids.has(node) || [...node.matchAll(/\{\{\s*(?:choice:)?([^{}\s]+)\s*\}\}/g)].some((mark) => ids.has(mark[1]));
      if (named) found.add(name);
    }
  };
  [['steps', words().step], ['workflow', words().approval], ['certificate', words().letter]].forEach(([panel, name]) => {
    try {
      walk(window.wagtail.editHandler.getPanelByName(panel).getBoundWidget().getState(), name);
    } catch {
      // not in this editor
    }
  });
  return found;
};

const idsIn = (node, found = new Set()) => {
  if (Array.isArray(node)) {
    node.forEach((item) => idsIn(item, found));
  } else if (node && typeof node === 'object') {
    if (typeof node.id === 'string' && node.id) found.add(node.id);
    Object.values(node).forEach((item) => idsIn(item, found));
  }
  return found;
};

// Who deletes what others look at is told who they are, and may think again.
const watchDeletions = (sequence) => {
  const remove = sequence.deleteBlock.bind(sequence);
  sequence.removeBlock = remove; // without asking
  sequence.deleteBlock = (place) => {
    const child = sequence.children[place];
    const users = [...usersOf(idsIn(child.getState()), child.id)];
    const text = `${words().used}\n\n${users.map((name) => `• ${name}`).join('\n')}\n\n${words().anyway}`;
    if (!users.length || window.confirm(text)) remove(place);
  };
  sequence.watchesDeletions = true;
};

const move = (child, from, place) => {
  const target = questionsOf(stream().children[place]);
  const state = child.getState();
  target.insert(state, target.children.length, { animate: true, collapsed: true });
  from.removeBlock(child.index);
  target.children[target.children.length - 1].focus();
};

const mover = (child, from, number) => {
  const select = document.createElement('select');
  const sign = `↪ ${words().move}`; // closed, only the arrow is seen
  select.className = 'warkat-move';
  select.setAttribute('aria-label', words().move);
  select.title = words().move;
  const fill = () => {
    const titles = stream().children.map((step, place) => [place, step.block.getState().title || `${words().step} ${place + 1}`]);
    select.replaceChildren(
      new Option(sign, ''),
      ...titles.filter(([place]) => questionsOf(stream().children[place]) !== from).map(([place, title]) => new Option(title, place)),
    );
  };
  select.add(new Option(sign, ''));
  select.addEventListener('focus', fill); // not before: reading all steps takes a moment
  select.addEventListener('change', () => select.value !== '' && move(child, from, Number(select.value)));
  select.hidden = number < 2;
  return select;
};

// The same ids in a copy as in what it was copied from, by place.
const pairs = (one, other, found) => {
  if (Array.isArray(one)) {
    one.forEach((item, place) => other && pairs(item, other[place], found));
  } else if (one && other && typeof one === 'object') {
    if (one.id && other.id && one.id !== other.id) found.set(one.id, other.id);
    Object.keys(one).forEach((key) => key !== 'id' && pairs(one[key], other[key], found));
  }
  return found;
};
const swapped = (value, ids) => {
  if (Array.isArray(value)) return value.map((item) => swapped(item, ids));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === 'id' ? item : swapped(item, ids)]));
  }
  if (typeof value !== 'string') return value;
  if (ids.has(value)) return ids.get(value);
  return value.replace(/(\{\{\s*(?:choice:)?)([^{}\s:]+)(\s*\}\})/g, (all, start, id, end) => start + (ids.get(id) || id) + end);
};

// The conditions of a copied step look at its own questions, and those of a copied question at its own choices, as
// those of the original do.
const watchCopies = (sequence) => {
  const copy = sequence.duplicateBlock.bind(sequence);
  sequence.duplicateBlock = (place, options) => {
    copy(place, options);
    const [one, other] = [sequence.children[place].getState(), sequence.children[place + 1].getState()];
    const fixed = swapped(other, pairs(one, other, new Map()));
    if (JSON.stringify(fixed) === JSON.stringify(other)) return;
    sequence.removeBlock(place + 1);
    sequence.insert(fixed, place + 1, options || {});
  };
  sequence.watchesCopies = true;
};

const dress = () => {
  const steps = stream();
  if (!steps || !document.getElementById('warkat-words')) return;
  if (!steps.watchesCopies) watchCopies(steps);
  if (!steps.watchesDeletions) watchDeletions(steps);
  steps.children.forEach((step) => {
    const bank = document.querySelector('[data-controller="warkat-bank"]');
    if (!step.hasKeep && bank && bank.dataset.warkatBankKeepValue) {
      const keep = button('folder-inverse', words().keep, () => bank.dispatchEvent(new CustomEvent('keep', { detail: step })));
      step.actionsContainerElement.prepend(keep);
      step.hasKeep = true;
    }
    const fields = questionsOf(step);
    if (!fields.watchesCopies) watchCopies(fields);
    if (!fields.watchesDeletions) watchDeletions(fields);
    fields.children.forEach((child) => {
      const built = 'real' in child.block ? child.block.real : child.block; // what wasn't opened can't be copied in
      const inner = built && built.childBlocks.fields;
      if (inner && !inner.watchesCopies) watchCopies(inner);
      if (inner && !inner.watchesDeletions) watchDeletions(inner);
      if (!child.mover) {
        child.mover = mover(child, fields, steps.children.length);
        child.actionsContainerElement.prepend(child.mover);
      }
      child.mover.hidden = steps.children.length < 2;
      mark(child);
    });
  });
};

let timer;
const later = (pause) => {
  clearTimeout(timer);
  timer = setTimeout(dress, pause);
};
['change', 'click'].forEach((name) => document.addEventListener(name, () => later(250)));
document.addEventListener('warkat:checked', (event) => {
  personal = new Set(event.detail.personal);
  later(0);
});
window.addEventListener('load', () => later(400));

// The preview follows at once: Wagtail tells it of changes only with the next look for unsaved ones …
const previewOf = (panel) => panel && window.wagtail.app.getControllerForElementAndIdentifier(panel, 'w-preview');
let telling;
document.addEventListener('input', () => {
  clearTimeout(telling);
  telling = setTimeout(() => {
    const preview = previewOf(document.querySelector('[data-controller~="w-preview"]'));
    if (preview) preview.setStale();
  }, 20);
});

// … and then asks for the same again: what the preview shows already isn't sent twice.
let shown = '';
document.addEventListener('w-preview:update', (event) => {
  const preview = previewOf(event.target);
  const form = document.querySelector('form[data-edit-form]');
  const unsaved = form && window.wagtail.app.getControllerForElementAndIdentifier(form, 'w-unsaved');
  if (!preview || !unsaved || !preview.ready) return;
  const asked = `${preview.renderUrl}\n${unsaved.formData}`; // without what an autosave changes
  if (asked !== shown) {
    shown = asked;
    return;
  }
  event.preventDefault();
  preview.staleValue = false;
});
document.addEventListener('w-preview:error', () => {
  shown = '';
});

class Bank extends Controller {
  static targets = ['list', 'said'];

  static values = { group: String, keep: String, delete: String, first: String };

  connect() {
    this.element.addEventListener('keep', (event) => this.keep(event.detail));
  }

  // A group becomes a step of its own; an untouched last step makes way for it.
  async drop({ currentTarget }) {
    const answer = await fetch(this.groupValue.replace('KEY', currentTarget.dataset.key));
    if (!answer.ok) return;
    const state = await answer.json();
    const steps = stream();
    const last = steps.children[steps.children.length - 1];
    if (last && !last.block.getState().title && !questionsOf(last).children.length) (steps.removeBlock || steps.deleteBlock).call(steps, last.index);
    steps.insert(state, steps.children.length, { animate: true });
    document.dispatchEvent(new Event('change'));
    steps.children[steps.children.length - 1].element.scrollIntoView({ block: 'start' });
  }

  async send(address, body) {
    const headers = { 'X-CSRFToken': document.querySelector('[name=csrfmiddlewaretoken]').value };
    const answer = await fetch(address, { method: 'POST', headers, body });
    const said = await answer.json();
    this.saidTarget.textContent = said.said;
    return answer.ok && said;
  }

  async keep(step) {
    const [, page] = window.location.pathname.match(/\/pages\/(\d+)\//) || [];
    if (!page) {
      this.saidTarget.textContent = this.firstValue;
      return;
    }
    const address = this.keepValue.replace('/0/', `/${page}/`).replace('/999/', `/${step.index}/`);
    const kept = await this.send(address, new FormData(document.querySelector('form[data-edit-form]')));
    if (!kept || this.listTarget.querySelector(`[data-key="${kept.key}"]`)) return;
    const item = document.createElement('li');
    const drop = document.createElement('button');
    Object.assign(drop, { type: 'button', className: 'button button-secondary button-small', textContent: kept.title });
    drop.dataset.key = kept.key;
    drop.dataset.action = 'warkat-bank#drop';
    item.append(drop);
    this.listTarget.append(item);
    this.saidTarget.scrollIntoView({ block: 'center' });
  }

  async forget({ currentTarget }) {
    const number = currentTarget.dataset.key.replace('wilayah-', '');
    if (await this.send(this.deleteValue.replace('/0/', `/${number}/`), new FormData())) currentTarget.closest('li').remove();
  }
}

window.wagtail.app.register('warkat-bank', Bank);
