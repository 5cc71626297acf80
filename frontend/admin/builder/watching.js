const { Controller } = window.StimulusModule;

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

export default class Watching extends Controller {
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
