// Whatever is typed is autosaved, and warned of until then. Wagtail compares the form with how it was, and takes how it
// was anew at moments of its own: two seconds after the page has come (twice: `w-init` leaves the form and connects the
// others again) and when an autosave's answer comes. What was typed shortly before would count as saved. Here it is
// taken at three moments only: before the first touch, of what was sent, and when somebody says that nothing changed.
const before = new WeakMap(); // form → its data that count as saved
const sent = new WeakMap(); // form → its data that are under way
const unsavedOf = (form) => window.wagtail.app.getControllerForElementAndIdentifier(form, 'w-unsaved');

const take = (form, data) => {
  before.set(form, data);
  const unsaved = unsavedOf(form);
  if (unsaved) unsaved.initialFormData = data;
};

const touched = ({ target }) => {
  const form = target.closest && target.closest('form[data-edit-form]');
  const unsaved = form && !before.has(form) && unsavedOf(form);
  if (unsaved) take(form, unsaved.formData);
};
['pointerdown', 'keydown', 'beforeinput'].forEach((name) => document.addEventListener(name, touched, true));

document.addEventListener('w-unsaved:watch-edits', ({ target, detail }) => {
  take(target, before.has(target) ? before.get(target) : detail.initialFormData);
});

document.addEventListener('warkat:unchanged', ({ target }) => {
  const unsaved = unsavedOf(target);
  before.set(target, unsaved.formData);
  unsaved.setInitialFormData();
});

document.addEventListener('w-autosave:save', ({ target }) => {
  const unsaved = unsavedOf(target);
  if (unsaved) sent.set(target, unsaved.formData);
});

// After Wagtail's own listener, which is the form's.
document.addEventListener('w-autosave:success', ({ target, detail }) => {
  if (!sent.has(target)) return;
  const saved = new URLSearchParams(sent.get(target));
  Object.entries((detail.response || {}).field_updates || {}).forEach(([name, value]) => saved.has(name) && saved.set(name, value));
  take(target, saved.toString());
});
