// The form in the preview answers: what is typed goes to the server, which shows the form for it. Nothing is kept.
const form = document.getElementById("try"), tried = document.getElementById("tried");
let asked = 0;

const ask = async (submitter) => {
  if (!form.dataset.try) return;
  const mine = ++asked, data = new FormData(form), focused = document.activeElement?.id;
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  if (submitter?.name) data.set(submitter.name, submitter.value);
  data.set("mode", form.dataset.mode);
  const answer = await fetch(form.dataset.try, { method: "POST", body: data });
  if (!answer.ok || mine !== asked) return;
  const top = scrollY;
  tried.innerHTML = await answer.text();
  scrollTo(0, top);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
};

form.addEventListener("change", () => ask());
form.addEventListener("submit", event => {
  event.preventDefault();
  ask(event.submitter);
});
