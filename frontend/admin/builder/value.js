// What an answer is compared with: chosen from its choices when it has some.
import { labelOf, option, selectFor } from './controls.js';
import { questions } from './questions.js';
import Watching from './watching.js';

export default class ValuePicker extends Watching {
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
    if (source && source.sort === 'boolean') {
      choices = [{ id: 'true', label: this.yesValue }, { id: 'false', label: this.noValue }];
    }
    if (!choices) {
      if (this.dress) this.dress.remove();
      this.dress = null;
      this.element.hidden = false;
      this.element.type = source && source.sort === 'date' ? 'date' : 'text';
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
