// A question is built when it is opened. Until then its state waits in one input (see design/editor/kept.py).
const { StructBlockDefinition } = window.wagtailStreamField.blocks;
const waiting = new Set();

// Seen for the first time: its panel was opened.
const eye = new ResizeObserver((entries) => {
  entries.forEach(({ target, contentRect }) => contentRect.width && target.warkatKept && target.warkatKept.build());
});

// What was built is the same as what waited: to the editor nothing has changed.
const unchanged = (act) => {
  const form = document.querySelector('form[data-edit-form]');
  const unsaved = form && window.wagtail.app.getControllerForElementAndIdentifier(form, 'w-unsaved');
  const clean = unsaved && unsaved.initialFormData && unsaved.formData === unsaved.initialFormData;
  act();
  if (clean) form.dispatchEvent(new Event('warkat:unchanged', { bubbles: true }));
};

class Kept {
  constructor(blockDef, placeholder, prefix, state, rest) {
    Object.assign(this, { blockDef, prefix, state, rest, real: null });
    this.type = blockDef.name;
    this.place = document.createElement('div');
    this.place.className = 'warkat-kept';
    this.place.warkatKept = this;
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name: `${prefix}-kept`, value: JSON.stringify(state) });
    this.place.append(input);
    placeholder.replaceWith(this.place);
    eye.observe(this.place);
    waiting.add(this);
  }

  build() {
    if (this.real) return this.real;
    eye.unobserve(this.place);
    waiting.delete(this);
    unchanged(() => {
      const placeholder = document.createElement('div');
      this.place.replaceWith(placeholder);
      this.real = this.blockDef.renderNow(placeholder, this.prefix, this.state, ...this.rest);
    });
    return this.real;
  }

  get childBlocks() {
    return this.build().childBlocks;
  }

  get container() {
    return this.build().container;
  }

  getState() {
    return this.real ? this.real.getState() : this.state;
  }

  getValue() {
    return this.build().getValue();
  }

  getDuplicatedState() {
    return this.build().getDuplicatedState();
  }

  getTextLabel(options) {
    if (this.real) return this.real.getTextLabel(options);
    const label = this.state.label || '';
    const most = options && options.maxLength;
    return most && label.length > most ? `${label.substring(0, most - 1)}…` : label;
  }

  setState(state) {
    this.build().setState(state);
  }

  setError(error) {
    if (error || this.real) this.build().setError(error);
  }

  focus(options) {
    this.build().focus(options);
  }
}

class KeptBlockDefinition extends StructBlockDefinition {
  render(placeholder, prefix, initialState, initialError, ...rest) {
    const state = initialState || {};
    // A new one is written in at once; so is one that somebody commented on.
    const comments = document.getElementById('comments-data');
    const own = placeholder.closest('[data-contentpath]');
    const told = comments && own && comments.textContent.includes(own.dataset.contentpath);
    if (initialError || !state.label || told) return this.renderNow(placeholder, prefix, initialState, initialError, ...rest);
    return new Kept(this, placeholder, prefix, state, [undefined, ...rest]);
  }

  renderNow(...args) {
    return super.render(...args);
  }
}

window.telepath.register('forms_engine.builder.KeptBlock', KeptBlockDefinition);

// Whatever holds a block with this id is built, so that it can be found.
window.warkatBuild = (id) => [...waiting].filter((kept) => JSON.stringify(kept.state).includes(`"${id}"`)).forEach((kept) => kept.build());
