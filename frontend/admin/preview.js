// The form in the preview answers: what is typed goes to the server, which shows the form for it. Nothing is kept but in
// the editor's window, so that a preview that is drawn anew begins with the answers of the last.
const form = document.getElementById("try"), tried = document.getElementById("tried");
const kept = (parent.warkatTried ??= {}), OWN = ["csrfmiddlewaretoken", "mode"];
let asked = 0;

const ask = async (pairs, submitter) => {
  if (!form.dataset.try) return;
  const mine = ++asked, data = new FormData(), focused = document.activeElement?.id;
  pairs = pairs.filter(([name, value]) => typeof value === "string" && !OWN.includes(name));
  kept[form.dataset.mode] = pairs;
  for (const [name, value] of pairs) data.append(name, value);
  if (submitter?.name) data.set(submitter.name, submitter.value);
  data.set("mode", form.dataset.mode);
  data.set(OWN[0], form.elements[OWN[0]].value);
  const answer = await fetch(form.dataset.try, { method: "POST", body: data });
  if (!answer.ok || mine !== asked) return;
  const top = scrollY;
  tried.innerHTML = await answer.text();
  scrollTo(0, top);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
};

form.addEventListener("change", () => ask([...new FormData(form)]));
form.addEventListener("submit", event => {
  event.preventDefault();
  ask([...new FormData(form)], event.submitter);
});
if (kept[form.dataset.mode]) ask(kept[form.dataset.mode]);
