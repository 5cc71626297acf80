// Questions that an answer on the same page brings up (or takes away) come and go as the person answers. The server
// decides, as it does without scripts: the page is asked for again and only what differs is exchanged, question by
// question. A question that stays keeps its element: a file being chosen or sent for it would be lost with it.
const parts = (shown, path) =>
  shown.split(",").filter(place => place && place.startsWith(path) && !place.slice(path.length).includes("."));
const questions = box => [...box.children].filter(child => !/LEGEND|BUTTON/.test(child.tagName));
const rows = group => [...group.children].filter(child => child.matches(".row"));
const shape = block => block.querySelectorAll("input:not([role]),option,.muted").length;

const keepTyped = (from, to) => {
  for (const control of to.querySelectorAll("[name]")) {
    const old = [...from.querySelectorAll("[name]")].find(other =>
      other.name === control.name && (!/radio|checkbox/.test(control.type) || other.value === control.value));
    if (!old || control.type === "file") continue;
    if (/radio|checkbox/.test(control.type)) control.checked = old.checked;
    else control.value = old.value;
  }
};

const weave = (box, blocks, was, now, path) => {
  const old = questions(box), before = parts(was, path);
  const wanted = parts(now, path).map((place, index) => {
    const block = blocks[index], mine = old[before.indexOf(place)], inside = parts(now, place + ".");
    if (!mine) return block;
    if (inside.length && inside.join() === parts(was, place + ".").join()) {
      const fresh = rows(block);
      rows(mine).forEach((row, number) => weave(row, questions(fresh[number]), was, now, inside[number] + "."));
      return mine;
    }
    if (mine.querySelector("[type=file]:not([data-form-only])")) {
      mine.querySelector("label").replaceWith(block.querySelector("label"));  // "(optional)" may have come or gone
      return mine;
    }
    if (!mine.querySelector("output") && shape(mine) === shape(block)) return mine;
    keepTyped(mine, block);
    return block;
  });
  old.forEach(block => wanted.includes(block) || block.remove());
  wanted.reduceRight((next, block) => {
    if (block.parentNode !== box || block.nextElementSibling !== next) box.insertBefore(block, next);
    return block;
  }, [...box.children].find(child => child.matches("button")) || null);
};

const exchange = (form, fields, said) => {
  const marker = form.elements._shown, was = marker.value.split(","), focused = document.activeElement?.id;
  const blocks = said.fields.map(html => {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    fresh.content.querySelectorAll("noscript").forEach(part => part.remove()); // a template reads it as if no script ran
    return fresh.content.firstElementChild;
  });
  weave(fields, blocks, marker.value, said.shown, "");
  marker.value = said.shown;
  document.dispatchEvent(new Event("warkat:fresh"));
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  return said.shown.split(",").some(place => !was.includes(place));
};

export default collect => {
  const form = document.getElementById("step"), fields = document.getElementById("fields");
  const line = document.getElementById("auto"), names = form?.dataset.live?.split(" ");
  if (!names || !fields) return;
  let asked = 0;
  form.addEventListener("change", async event => {
    const name = event.target.name;
    if (!name || !names.some(own => name === own || name.startsWith(own + "-") || name.startsWith(own + "."))) return;
    const mine = ++asked, data = collect(form);
    form.setAttribute("aria-busy", true);
    data.set("_live", 1);
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: data, redirect: "error" });
      if (answer.ok && mine === asked && exchange(form, fields, await answer.json())) {
        line.setAttribute("aria-live", "polite");
        line.textContent = line.dataset.more;
      }
    } catch {
      // The next page asks, as it does without scripts.
    }
    if (mine === asked) form.removeAttribute("aria-busy");
  });
};
