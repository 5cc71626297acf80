// Questions that an answer on the same page brings up (or takes away) come and go as the person answers. The server
// decides, as it does without scripts: the page is asked for again and only what differs is exchanged.
const tops = shown => shown.split(",").filter(place => place && !place.includes("."));
const inner = (shown, place) => shown.split(",").filter(other => other.startsWith(place + ".")).join();
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

const exchange = (form, fields, said) => {
  const marker = form.elements._shown, before = tops(marker.value), blocks = [...fields.children];
  const focused = document.activeElement?.id;
  const wanted = tops(said.shown).map((place, index) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = said.fields[index];
    fresh.content.querySelectorAll("noscript").forEach(part => part.remove()); // a template reads it as if no script ran
    const block = fresh.content.firstElementChild, old = blocks[before.indexOf(place)];
    if (!old) return block;
    if (!old.querySelector("output") && shape(old) === shape(block) && inner(marker.value, place) === inner(said.shown, place)) return old;
    keepTyped(old, block);
    return block;
  });
  const more = tops(said.shown).some(place => !before.includes(place));
  blocks.filter(block => !wanted.includes(block)).forEach(block => block.remove());
  wanted.forEach((block, index) => fields.children[index] !== block && fields.insertBefore(block, fields.children[index] || null));
  marker.value = said.shown;
  document.dispatchEvent(new Event("warkat:fresh"));
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  return more;
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
      const sending = document.querySelector(".sending");  // exchanged now, a file on its way would lose its place
      if (answer.ok && mine === asked && !sending && exchange(form, fields, await answer.json())) {
        line.setAttribute("aria-live", "polite");
        line.textContent = line.dataset.more;
      }
    } catch {
      // The next page asks, as it does without scripts.
    }
    if (mine === asked) form.removeAttribute("aria-busy");
  });
};
