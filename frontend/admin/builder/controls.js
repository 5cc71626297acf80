// Small parts that the pickers are made of.
export const tell = (input) => {
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.dispatchEvent(new Event('change', { bubbles: true }));
};

export const option = (value, label, chosen) => {
  const element = document.createElement('option');
  element.value = value;
  element.textContent = label;
  element.selected = chosen;
  return element;
};

export const labelOf = (input) => {
  const label = input.id && document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
  return label ? label.textContent.trim().replace(/\*$/, '').trim() : '';
};

// A select after a plain input, which takes over what is chosen.
export const selectFor = (input, label) => {
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
