// Text in which questions are chips.
import { option, tell } from './controls.js';
import { questions } from './questions.js';
import Watching from './watching.js';

export default class MergeText extends Watching {
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
