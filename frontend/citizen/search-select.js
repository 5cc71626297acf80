// A long list that is searched by typing (ARIA 1.2 combobox). The select stays the source of truth, and is what is
// posted; without this it is a plain list.
const MOST = 60; // shown at once
const bare = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const title = option => option.parentNode.label ? `${option.text} (${option.parentNode.label})` : option.text;

export default () => {
  for (const select of document.querySelectorAll("select[data-search]:not([hidden])")) {
    const id = select.id, words = select.dataset, make = name => document.createElement(name);
    const options = [...select.options].filter(option => option.value && !option.disabled);
    const input = make("input"), list = make("ul"), line = make("p"), box = make("div");
    const set = (name, value) => input.setAttribute(name, value);
    let shown = [], at = -1, plain, emptied;
    Object.assign(input, { type: "text", className: "input", id, autocomplete: "off", placeholder: words.search });
    for (const name of ["aria-describedby", "aria-invalid"])
      if (select.hasAttribute(name)) set(name, select.getAttribute(name));
    set("role", "combobox"); set("aria-autocomplete", "list"); set("aria-controls", `${id}-list`); set("aria-expanded", false);
    Object.assign(list, { id: `${id}-list`, className: "options", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", select.labels[0]?.textContent || "");
    line.setAttribute("role", "status");
    line.className = "hidden";
    select.id = `${id}-select`;
    select.hidden = true;
    box.className = "search";
    select.before(box);
    box.append(input, list, line);

    const tell = (...names) => {
      emptied = names.length === 1;
      for (const name of names) select.dispatchEvent(new Event(name, { bubbles: true }));
    };
    const sync = () => { if (select.value) input.value = title(select.selectedOptions[0]); };
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
      close();
      line.textContent = "";
      tell("input", "change");
    };
    const open = text => {
      const wanted = bare(text).split(/\s+/).filter(Boolean);
      plain = plain || options.map(option => bare(title(option)));
      shown = options.filter((_, place) => wanted.every(word => plain[place].includes(word)));
      const count = shown.length;
      line.className = count ? "hidden" : "hint";
      line.textContent = count ? words.found.replace("%", count) : words.none;
      shown.length = Math.min(count, MOST);
      list.replaceChildren(...shown.map((option, place) => {
        const item = make("li");
        item.id = `${id}-o${place}`;
        item.textContent = title(option);
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", false);
        return item;
      }));
      list.scrollTop = 0;
      list.hidden = !count;
      set("aria-expanded", !!count);
      input.removeAttribute("aria-activedescendant");
      at = -1;
    };
    const start = () => list.hidden && open(select.value ? "" : input.value);
    // A press keeps the focus where it is; only a tap chooses, so that a finger may move the list.
    list.onmousedown = event => event.preventDefault();
    list.onclick = event => shown[event.target.id.split("-o").pop()] && choose(shown[event.target.id.split("-o").pop()]);
    select.addEventListener("change", sync);
    addEventListener("pageshow", sync);
    input.oninput = () => {
      if (select.value) { select.value = ""; tell("input"); }
      open(input.value);
    };
    input.onclick = start;
    input.onblur = () => {
      const typed = bare(input.value.trim()), same = options.filter(option => bare(title(option)) === typed);
      if (!select.value && same.length === 1) choose(same[0]);
      else if (emptied) tell("input", "change");
      close();
    };
    input.onkeydown = event => {
      const { key } = event, isOpen = !list.hidden, step = { ArrowDown: 1, ArrowUp: -1 }[key], end = { Home: 0, End: -1 }[key];
      if (key === "Tab" && at >= 0) choose(shown[at]);
      else if (step) {
        start();
        if (shown.length) mark(at < 0 ? (step > 0 ? 0 : -1) : at + step);
      } else if (at >= 0 && end !== undefined) mark(end);
      else if (isOpen && key === "Enter") { if (at >= 0 || !shown[1]) choose(shown[Math.max(at, 0)]); }
      else if (isOpen && key === "Escape") close();
      else return;
      if (key !== "Tab") event.preventDefault();
    };
    sync();
  }
};
