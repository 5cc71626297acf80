// The pickers of the builder: each dresses a plain input that stores ids. What they offer is read from the form as it
// stands in the editor, unsaved changes included.
(() => {
  const { Controller } = window.StimulusModule;
  // What each kind of question compares as, by its code; null for one that asks nothing.
  let sorts = null;
  const sortOf = (kind) => {
    if (!sorts) sorts = JSON.parse(document.getElementById('warkat-words').dataset.sorts);
    return sorts[kind];
  };

  // The steps as they stand in the editor; none while it is being built. Reading them all takes a while and every
  // picker asks: what was read holds for the rest of the task.
  let read = null;
  let all = null;
  const steps = () => {
    if (read) return read;
    try {
      read = window.wagtail.editHandler.getPanelByName('steps').getBoundWidget().getState() || [];
    } catch {
      read = [];
    }
    setTimeout(() => {
      read = null;
      all = null;
    });
    return read;
  };

  // Every question in order; what a repeating group asks comes after its group and knows it.
  const questions = () => {
    if (read && all) return all;
    const ask = (field, step, group) => {
      const own = {
        id: field.id,
        step,
        group: group ? group.id : '',
        kind: field.type,
        label: (group ? `${group.label} › ` : '') + (field.value.label || ''),
        choices: (field.value.choices || []).map((choice) => ({ id: choice.id, label: choice.value })),
      };
      return [own, ...(field.value.fields || []).flatMap((inner) => ask(inner, step, own))];
    };
    all = steps()
      .flatMap((step, place) => (step.value.fields || []).flatMap((field) => ask(field, place, null)))
      .filter((field) => field.id && sortOf(field.kind) !== null);
    return all;
  };

  // The ids of the blocks that `element` is inside of.
  const around = (element) => {
    const found = new Set();
    for (let node = element.closest('[data-contentpath]'); node; node = node.parentElement.closest('[data-contentpath]')) {
      found.add(node.getAttribute('data-contentpath'));
    }
    return found;
  };

  // The question that `element` is inside of, the innermost one: its place, -1 when it is inside none.
  const placeOf = (element, all) => {
    const ids = around(element);
    return all.reduce((last, field, place) => (ids.has(field.id) ? place : last), -1);
  };

  // What a condition may look at: the questions before its own; for a step's condition those of earlier steps, for a
  // step's check those of the step as well.
  const questionsFor = (element, only) => {
    const all = questions();
    if (only === 'beside') {
      const me = all[placeOf(element, all)] || { id: '', group: '' };
      return all.filter((field) => field.id !== me.id && (!field.group || field.group === me.group));
    }
    if (only !== 'earlier') return all.filter((field) => !field.group); // a letter has no rows of its own
    const own = placeOf(element, all);
    if (own >= 0) return all.slice(0, own).filter((field) => field.id !== all[own].group);
    const ids = around(element);
    const place = steps().findIndex((step) => ids.has(step.id));
    if (place < 0) return all.filter((field) => !field.group); // a stage or a paragraph: the whole form is filled in
    return all.filter((field) => field.step < place || (ids.has('checks') && field.step === place));
  };

  const tell = (input) => {
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };

  const option = (value, label, chosen) => {
    const element = document.createElement('option');
    element.value = value;
    element.textContent = label;
    element.selected = chosen;
    return element;
  };

  const labelOf = (input) => {
    const label = input.id && document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
    return label ? label.textContent.trim().replace(/\*$/, '').trim() : '';
  };

  // A select after a plain input, which takes over what is chosen.
  const selectFor = (input, label) => {
    const select = document.createElement('select');
    select.className = 'warkat-picker';
    select.setAttribute('aria-label', label);
    select.addEventListener('change', () => {
      input.value = select.value;
      tell(input);
    });
    input.after(select);
    return select;
  };

  // Pickers are dressed when they come to be seen, not while they wait in a part that is folded away, and look again
  // when anything in the editor changed, but not at each keystroke.
  const seen = new Set();
  const eye = new ResizeObserver((entries) => {
    entries.forEach(({ target, contentRect }) => {
      const picker = target.warkatPicker;
      if (!picker) return;
      if (!contentRect.width) {
        seen.delete(picker);
        return;
      }
      seen.add(picker);
      picker.show();
    });
  });
  let looking;
  ['input', 'change'].forEach((name) => document.addEventListener(name, () => {
    clearTimeout(looking);
    looking = setTimeout(() => seen.forEach((picker) => picker.refresh()), 400);
  }));

  class Watching extends Controller {
    connect() {
      this.place = this.element.parentElement;
      this.place.warkatPicker = this;
      eye.observe(this.place);
    }

    show() {
      if (!this.built) this.build();
      this.built = true;
      this.refresh();
    }

    disconnect() {
      eye.unobserve(this.place);
      seen.delete(this);
      delete this.place.warkatPicker;
      if (this.dress) this.dress.remove();
      this.dress = null;
      this.shown = '';
      this.built = false;
      this.element.hidden = false;
    }
  }

  class FieldPicker extends Watching {
    static values = { only: String, compares: String, choose: String, gone: String, untitled: String };

    build() {
      this.dress = selectFor(this.element, labelOf(this.element));
      this.dress.addEventListener('focus', () => this.refresh());
      this.element.hidden = true;
    }

    refresh() {
      const chosen = this.element.value;
      const found = questionsFor(this.element, this.onlyValue).filter((field) => !this.comparesValue || sortOf(field.kind) === this.comparesValue);
      const options = [option('', this.chooseValue, !chosen)];
      found.forEach((field) => options.push(option(field.id, field.label || this.untitledValue, field.id === chosen)));
      const gone = chosen && !found.some((field) => field.id === chosen);
      if (gone) options.push(option(chosen, this.goneValue, true));
      const shown = options.map((item) => `${item.value}\t${item.textContent}`).join('\n');
      this.dress.classList.toggle('warkat-picker--gone', Boolean(gone));
      if (shown !== this.shown) {
        this.dress.replaceChildren(...options);
        this.shown = shown;
      }
      this.dress.value = chosen;
    }
  }

  class ValuePicker extends Watching {
    static values = { choose: String, yes: String, no: String };

    build() {
      this.label = labelOf(this.element);
      this.element.setAttribute('aria-label', this.label);
    }

    source() {
      const row = this.element.closest('.warkat-condition') || this.element.closest('[data-contentpath="conditions"]');
      const picker = row && row.querySelector('[data-controller~="warkat-field"]');
      return picker && questions().find((field) => field.id === picker.value);
    }

    // Only what the comparison needs is there to be filled in.
    tidy() {
      const row = this.element.closest('.warkat-condition');
      const chosen = (name) => {
        const control = row && row.querySelector(`select[name$="-${name}"]`);
        return control ? control.value : '';
      };
      const answered = chosen('comparison') === 'answered';
      const against = chosen('against') || 'value';
      const wanted = {
        against: !answered && chosen('comparison') !== 'in',
        value: !answered && against === 'value',
        other: !answered && against === 'question',
        amount: !answered && against !== 'value',
        unit: !answered && against !== 'value',
      };
      Object.entries(wanted).forEach(([name, shown]) => {
        const part = row && row.querySelector(`:scope [data-contentpath="${name}"]`);
        if (part) part.hidden = !shown;
      });
    }

    refresh() {
      this.tidy();
      const source = this.source();
      let choices = null;
      if (source && source.choices.length) choices = source.choices;
      if (source && sortOf(source.kind) === 'boolean') {
        choices = [{ id: 'true', label: this.yesValue }, { id: 'false', label: this.noValue }];
      }
      if (!choices) {
        if (this.dress) this.dress.remove();
        this.dress = null;
        this.element.hidden = false;
        this.element.type = source && sortOf(source.kind) === 'date' ? 'date' : 'text';
        return;
      }
      if (!this.dress) {
        this.dress = selectFor(this.element, this.label);
        this.shown = '';
      }
      this.element.hidden = true;
      const shown = JSON.stringify(choices);
      if (shown !== this.shown) {
        this.dress.replaceChildren(
          option('', this.chooseValue, false),
          ...choices.map((choice) => option(choice.id, choice.label, false)),
        );
        this.shown = shown;
      }
      this.dress.value = this.element.value;
    }
  }

  class ChoicePicker extends Watching {
    static values = { choose: String, gone: String };

    build() {
      this.dress = selectFor(this.element, labelOf(this.element));
      this.element.hidden = true;
    }

    refresh() {
      const all = questions();
      const own = all[placeOf(this.element, all)];
      const chosen = this.element.value;
      const found = own ? own.choices.filter((choice) => choice.id) : [];
      const options = [option('', this.chooseValue, !chosen), ...found.map((item) => option(item.id, item.label, false))];
      const gone = chosen && !found.some((item) => item.id === chosen);
      if (gone) options.push(option(chosen, this.goneValue, true));
      this.dress.classList.toggle('warkat-picker--gone', Boolean(gone));
      const shown = options.map((item) => `${item.value}\t${item.textContent}`).join('\n');
      if (shown !== this.shown) {
        this.dress.replaceChildren(...options);
        this.shown = shown;
      }
      this.dress.value = chosen;
    }
  }

  class MergeText extends Watching {
    static values = {
      insert: String, gone: String, number: String, date: String, region: String, until: String, code: String, label: String,
    };

    names() {
      return [
        ...questions().filter((field) => !field.group).map((field) => ({ id: field.id, label: field.label })),
        { id: 'number', label: this.numberValue },
        { id: 'date', label: this.dateValue },
        { id: 'valid_until', label: this.untilValue },
        { id: 'region', label: this.regionValue },
        { id: 'tracking_code', label: this.codeValue },
      ];
    }

    build() {
      this.dress = document.createElement('div');
      this.dress.className = 'warkat-merge';
      this.text = document.createElement('div');
      this.text.className = 'warkat-merge__text';
      this.text.contentEditable = 'true';
      this.text.setAttribute('role', 'textbox');
      this.text.setAttribute('aria-multiline', 'true');
      this.text.setAttribute('aria-label', this.labelValue);
      this.select = document.createElement('select');
      this.select.className = 'warkat-picker';
      this.select.setAttribute('aria-label', this.insertValue);
      this.dress.append(this.text, this.select);
      this.element.hidden = true;
      this.element.after(this.dress);
      this.draw();
      this.text.addEventListener('input', () => this.write());
      this.text.addEventListener('blur', () => {
        const selection = window.getSelection();
        if (selection.rangeCount && this.text.contains(selection.anchorNode)) this.range = selection.getRangeAt(0).cloneRange();
      });
      this.text.addEventListener('paste', (event) => {
        event.preventDefault();
        document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
      });
      this.select.addEventListener('focus', () => this.refresh());
      this.select.addEventListener('change', () => this.insert());
    }

    chip(id) {
      const chip = document.createElement('span');
      const name = this.names().find((item) => item.id === id);
      chip.className = name ? 'warkat-chip' : 'warkat-chip warkat-chip--gone';
      chip.contentEditable = 'false';
      chip.dataset.id = id;
      chip.textContent = name ? name.label || '…' : this.goneValue;
      return chip;
    }

    draw() {
      this.text.replaceChildren();
      this.element.value.split(/(\{\{\s*[^{}\s]+\s*\}\}|\n)/).forEach((part) => {
        const found = part.match(/^\{\{\s*([^{}\s]+)\s*\}\}$/);
        if (found) this.text.append(this.chip(found[1]));
        else if (part === '\n') this.text.append(document.createElement('br'));
        else if (part) this.text.append(part);
      });
    }

    read(node) {
      return [...node.childNodes].map((child, place) => {
        if (child.nodeType === Node.TEXT_NODE) return child.data.replace(/\u00a0/g, ' ');
        if (child.dataset && child.dataset.id) return `{{${child.dataset.id}}}`;
        if (child.nodeName === 'BR') return child.nextSibling ? '\n' : '';
        const block = ['DIV', 'P'].includes(child.nodeName) && place > 0;
        return (block ? '\n' : '') + this.read(child);
      }).join('');
    }

    write() {
      this.element.value = this.read(this.text);
      tell(this.element);
    }

    insert() {
      if (!this.select.value) return;
      const chip = this.chip(this.select.value);
      if (this.range && this.text.contains(this.range.startContainer)) {
        this.range.deleteContents();
        this.range.insertNode(chip);
      } else {
        this.text.append(chip);
      }
      const space = document.createTextNode('\u00a0');
      chip.after(space);
      this.select.value = '';
      this.text.focus();
      const range = document.createRange();
      range.setStartAfter(space);
      range.collapse(true);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      this.range = range.cloneRange();
      this.write();
    }

    refresh() {
      const names = this.names();
      const shown = JSON.stringify(names);
      if (shown === this.shown) return;
      this.shown = shown;
      this.select.replaceChildren(
        option('', this.insertValue, true),
        ...names.map((name) => option(name.id, name.label || '…', false)),
      );
      this.text.querySelectorAll('[data-id]').forEach((chip) => chip.replaceWith(this.chip(chip.dataset.id)));
    }
  }

  window.wagtail.app.register('warkat-field', FieldPicker);
  window.wagtail.app.register('warkat-choice', ChoicePicker);
  window.wagtail.app.register('warkat-value', ValuePicker);
  window.wagtail.app.register('warkat-merge', MergeText);
  window.warkat = { MergeText, questions, questionsFor, placeOf, option };
})();
