// The questions of the form as it stands in the editor, unsaved changes included.
// What a kind of question compares as, by its code; null for one that asks nothing.
let sorts = null;
const sortOf = (kind) => {
  sorts ||= JSON.parse(document.getElementById('warkat-words').dataset.sorts);
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
export const questions = () => {
  if (read && all) return all;
  const ask = (field, step, group) => {
    const own = {
      id: field.id,
      step,
      group: group ? group.id : '',
      kind: field.type,
      sort: sortOf(field.type),
      label: (group ? `${group.label} › ` : '') + (field.value.label || ''),
      choices: (field.value.choices || []).map((choice) => ({ id: choice.id, label: choice.value })),
    };
    return [own, ...(field.value.fields || []).flatMap((inner) => ask(inner, step, own))];
  };
  all = steps()
    .flatMap((step, place) => (step.value.fields || []).flatMap((field) => ask(field, place, null)))
    .filter((field) => field.id && field.sort !== null);
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
export const placeOf = (element, all) => {
  const ids = around(element);
  return all.reduce((last, field, place) => (ids.has(field.id) ? place : last), -1);
};

// What a condition may look at: the questions before its own; for a step's condition those of earlier steps, for a
// step's check those of the step as well.
export const questionsFor = (element, only) => {
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
