// The checklist beside the editor: asked for again after each change, a pause after the last one; each point leads to
// its block.
const { Controller } = window.StimulusModule;
const PAUSE = 1200;
const editor = () => document.querySelector('form[data-edit-form]');

// Opens whatever hides an element: its tab, and the collapsed panels and blocks around it.
const reveal = (element) => {
  const tab = element.closest('[role="tabpanel"]');
  if (tab && tab.hidden) {
    const link = document.querySelector(`[role="tab"][href="#${tab.id}"], [role="tab"][aria-controls="${tab.id}"]`);
    if (link) link.click();
  }
  for (let node = element; node; node = node.parentElement) {
    const toggle = node.matches('[data-panel]') && node.querySelector(':scope > .w-panel__header [data-panel-toggle]');
    if (toggle && toggle.getAttribute('aria-expanded') === 'false') toggle.click();
  }
};

// The block with this id; a question that was never opened is built first.
const found = (id) => {
  const look = () => document.querySelector(`[data-contentpath="${CSS.escape(id)}"]`);
  if (!look() && window.warkatBuild) window.warkatBuild(id);
  return look();
};

class Checklist extends Controller {
  static targets = ['list', 'lost'];

  static values = { edit: String, add: String };

  connect() {
    this.later = () => {
      clearTimeout(this.timer);
      this.listTarget.setAttribute('aria-busy', 'true'); // what is shown may be out of date
      this.timer = setTimeout(() => this.refresh(), PAUSE);
    };
    ['input', 'change', 'click', 'w-unsaved:add'].forEach((name) => document.addEventListener(name, this.later));
    this.later();
  }

  disconnect() {
    clearTimeout(this.timer);
    ['input', 'change', 'click', 'w-unsaved:add'].forEach((name) => document.removeEventListener(name, this.later));
  }

  address() {
    const [, page] = window.location.pathname.match(/\/pages\/(\d+)\/(?:edit|revisions)\//) || [];
    if (page) return this.editValue.replace('/0/', `/${page}/`);
    const [, parent] = window.location.pathname.match(/\/pages\/add\/\w+\/\w+\/(\d+)\//) || [];
    return parent && this.addValue.replace('/0/', `/${parent}/`);
  }

  // What is shown is up to date, unless something changed meanwhile.
  settle() {
    if (!this.timer) this.listTarget.removeAttribute('aria-busy');
  }

  async refresh() {
    this.timer = null;
    const form = editor();
    const address = this.address();
    if (!form || !address) return;
    const body = new URLSearchParams(new FormData(form)).toString();
    if (body === this.asked) {
      if (!this.waiting) this.settle();
      return;
    }
    this.asked = body;
    this.waiting = true;
    if (this.stop) this.stop.abort(); // nobody waits for what was asked before
    this.stop = new AbortController();
    try {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Requested-With': 'XMLHttpRequest' };
      const answer = await fetch(address, { method: 'POST', headers, body, signal: this.stop.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const html = await answer.text();
      if (this.asked !== body) return; // a later one is on its way
      this.listTarget.innerHTML = html;
      this.lostTarget.hidden = true;
      this.count();
    } catch {
      if (this.asked !== body) return;
      this.asked = '';
      this.lostTarget.hidden = false;
    }
    this.waiting = false;
    this.settle();
  }

  count() {
    const sum = this.listTarget.querySelector('[data-errors]');
    const toggle = document.querySelector('[data-side-panel-toggle="checklist"] [data-side-panel-toggle-counter]');
    const number = sum ? Number(sum.dataset.errors) : 0;
    if (sum) {
      const personal = sum.dataset.personal.split(' ');
      document.dispatchEvent(new CustomEvent('warkat:checked', { detail: { personal } }));
    }
    if (!toggle) return;
    toggle.innerText = number;
    toggle.hidden = !number;
    toggle.classList.toggle('w-hidden', !number);
  }

  go({ currentTarget }) {
    const { block, setting } = currentTarget.dataset;
    const target = block
      ? found(block)
      : document.querySelector(`[data-contentpath="${CSS.escape(setting)}"]`) || document.getElementById(`id_${setting}`);
    if (!target) return;
    reveal(target);
    setTimeout(() => this.show(target, block), 60); // a tab needs a moment to open
  }

  show(target, block) {
    const own = target.querySelector('[data-panel-toggle]');
    if (block && own && own.getAttribute('aria-expanded') === 'false') own.click();
    target.scrollIntoView({ block: 'start' });
    const control = target.querySelector('input:not([type=hidden]):not([hidden]), textarea:not([hidden]), select, [contenteditable=true]');
    if (control) control.focus({ preventScroll: true });
  }
}

window.wagtail.app.register('warkat-checklist', Checklist);
