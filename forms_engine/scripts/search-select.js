// A long list that is searched by typing (ARIA 1.2 combobox). The select stays the source of truth, and is what is
// posted; without this it is a plain list.
const bare = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export default () => {
  for (const select of document.querySelectorAll("select[data-search]:not([hidden])")) {
    const id = select.id, options = [...select.options].filter(option => option.value);
    const input = document.createElement("input"), list = document.createElement("ul"), box = document.createElement("div");
    let shown = [], at = -1;
    Object.assign(input, { type: "text", className: "input", id, value: select.value ? select.selectedOptions[0].text : "", autocomplete: "off" });
    for (const name of ["aria-describedby", "aria-invalid"])
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    const set = (name, value) => input.setAttribute(name, value);
    set("role", "combobox"); set("aria-autocomplete", "list"); set("aria-controls", `${id}-list`); set("aria-expanded", false);
    input.placeholder = select.dataset.search;
    list.id = `${id}-list`;
    list.className = "options";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", select.labels[0]?.textContent || "");
    select.id = `${id}-select`;
    select.hidden = true;
    box.className = "search";
    select.before(box);
    box.append(input, list);

    const close = () => { list.hidden = true; set("aria-expanded", false); input.removeAttribute("aria-activedescendant"); at = -1; };
    const mark = place => {
      list.children[at]?.setAttribute("aria-selected", false);
      at = (place + shown.length) % shown.length;
      const item = list.children[at];
      item.setAttribute("aria-selected", true);
      item.scrollIntoView({ block: "nearest" });
      set("aria-activedescendant", item.id);
    };
    const choose = option => {
      select.value = option.value;
      input.value = option.text;
      close();
      for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
    };
    const open = text => {
      const words = bare(text).split(/\s+/).filter(Boolean);
      shown = options.filter(option => words.every(word => bare(option.text).includes(word))).slice(0, 60);
      list.replaceChildren(...shown.map((option, place) => {
        const item = document.createElement("li");
        item.id = `${id}-o${place}`;
        item.textContent = option.text;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", false);
        item.onpointerdown = event => { event.preventDefault(); choose(option); };
        return item;
      }));
      list.hidden = !shown.length;
      set("aria-expanded", !!shown.length);
      at = -1;
    };
    input.oninput = () => { select.value = ""; open(input.value); };
    input.onclick = () => list.hidden && open(select.value ? "" : input.value);
    input.onblur = () => {
      const only = options.find(option => bare(option.text) === bare(input.value.trim()));
      if (!select.value && only) choose(only);
      if (!input.value.trim()) select.value = "";
      close();
    };
    input.onkeydown = event => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (list.hidden) open(select.value ? "" : input.value);
        if (shown.length) mark(at < 0 ? (step > 0 ? 0 : -1) : at + step);
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        choose(shown[at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    };
  }
};
