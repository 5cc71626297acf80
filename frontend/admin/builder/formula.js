// A formula: text in which questions are chips, with a list of functions, and its result on sample answers.
import { option } from './controls.js';
import MergeText from './merge.js';
import { placeOf, questions, questionsFor } from './questions.js';

export default class Formula extends MergeText {
  static values = {
    insert: String, gone: String, label: String, function: String, functions: Array, sample: String, yes: String,
    no: String, address: String,
  };

  names() {
    const before = questionsFor(this.element, 'earlier').filter((field) => field.id);
    const choices = before.flatMap((field) => field.choices.filter((choice) => choice.id)
      .map((choice) => ({ id: `choice:${choice.id}`, label: `${field.label}: ${choice.label}` })));
    return [...before.map((field) => ({ id: field.id, label: field.label })), ...choices];
  }

  build() {
    super.build();
    this.text.classList.add('warkat-formula__text');
    this.functions = document.createElement('select');
    this.functions.className = 'warkat-picker';
    this.functions.setAttribute('aria-label', this.functionValue);
    this.functions.append(
      option('', this.functionValue, true),
      ...this.functionsValue.map(([example, help]) => option(example, help, false)),
    );
    this.functions.addEventListener('change', () => this.put());
    this.said = document.createElement('p');
    this.said.className = 'warkat-formula__said';
    this.said.setAttribute('role', 'status');
    this.samples = document.createElement('fieldset');
    this.samples.className = 'warkat-formula__samples';
    this.samples.hidden = true;
    this.typed = {};
    this.asked = '';
    this.dress.append(this.functions, this.said, this.samples);
    this.text.addEventListener('input', () => this.soon());
    this.element.addEventListener('change', () => this.soon());
    this.soon();
  }

  // A function goes in where the cursor was.
  put() {
    const node = document.createTextNode(this.functions.value);
    if (this.range && this.text.contains(this.range.startContainer)) {
      this.range.deleteContents();
      this.range.insertNode(node);
    } else {
      this.text.append(node);
    }
    this.functions.value = '';
    const range = document.createRange();
    const place = node.data.indexOf('…');
    if (place < 0) range.setStartAfter(node);
    else range.setStart(node, place);
    if (place >= 0) range.setEnd(node, place + 1); // the first gap is selected: what is put in next fills it
    this.text.focus();
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    this.range = range.cloneRange();
    this.write();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.attempt(), 300);
  }

  async attempt() {
    if (!this.element.value.trim()) {
      this.said.textContent = '';
      this.samples.hidden = true;
      return;
    }
    const all = questions();
    const own = all[placeOf(this.element, all)] || { group: '' };
    const before = questionsFor(this.element, 'earlier').map((field) => ({
      id: field.id,
      label: field.label,
      kind: field.kind,
      choices: field.choices,
      listed: Boolean(field.group) && field.group !== own.group,
    }));
    const number = (this.number || 0) + 1;
    this.number = number;
    const answer = await fetch(this.addressValue, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-CSRFToken': document.querySelector('[name=csrfmiddlewaretoken]').value,
      },
      body: JSON.stringify({ formula: this.element.value, questions: before, samples: this.typed }),
    }).catch(() => null);
    if (!answer || number !== this.number || !this.dress) return;
    const found = await answer.json().catch(() => ({ said: '' }));
    this.said.textContent = found.said;
    this.said.classList.toggle('warkat-formula__said--wrong', !found.works);
    if (found.asked && found.works) this.ask(found.asked);
  }

  ask(asked) {
    const drawn = JSON.stringify(asked.map(([id, label, sort, , choices]) => [id, label, sort, choices]));
    this.samples.hidden = !asked.length;
    if (drawn === this.asked) return;
    this.asked = drawn;
    const legend = document.createElement('legend');
    legend.textContent = this.sampleValue;
    this.samples.replaceChildren(legend, ...asked.map(([id, name, sort, sample, choices]) => {
      const label = document.createElement('label');
      label.textContent = name;
      let control = document.createElement('input');
      if (sort === 'date') control.type = 'date';
      if (sort === 'boolean' || sort === 'choice') {
        control = document.createElement('select');
        const pairs = sort === 'choice' ? choices : [['true', this.yesValue], ['false', this.noValue]];
        control.append(...pairs.map(([value, text]) => option(value, text, false)));
      }
      control.value = sample;
      const changed = (event) => {
        event.stopPropagation(); // it is no part of the service
        this.typed[id] = control.value;
        this.soon();
      };
      control.addEventListener('input', changed);
      control.addEventListener('change', changed);
      label.append(control);
      return label;
    }));
  }
}
