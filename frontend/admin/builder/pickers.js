// A question of the form, or a choice of the question around it, chosen from a list.
import { labelOf, option, selectFor } from './controls.js';
import { placeOf, questions, questionsFor } from './questions.js';
import Watching from './watching.js';

export class FieldPicker extends Watching {
  static values = { only: String, compares: String, choose: String, gone: String, untitled: String };

  build() {
    this.dress = selectFor(this.element, labelOf(this.element));
    this.dress.addEventListener('focus', () => this.refresh());
    this.element.hidden = true;
  }

  refresh() {
    const chosen = this.element.value;
    const compares = this.comparesValue;
    const found = questionsFor(this.element, this.onlyValue).filter((field) => !compares || field.sort === compares);
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

export class ChoicePicker extends Watching {
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
