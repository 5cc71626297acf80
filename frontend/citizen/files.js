// Files go up at once, in pieces, and go on after a lost connection; photos are made smaller first. Without this (or
// when the server won't have it so) the form sends them as it always does.
const PIECE = 262144, LONGEST = 2000, wait = ms => new Promise(go => {
  const timer = setTimeout(go, ms);
  addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
});

const smaller = async file => {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 4e5) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = image.width * scale;
    canvas.height = image.height * scale;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise(done => canvas.toBlob(done, "image/jpeg", .82));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type }) : file;
  } catch {
    return file;
  }
};

export default () => {
  const form = document.getElementById("step"), words = form?.dataset;
  if (!words?.files) return;
  let active = 0, pressed;

  const send = async (file, field, bar, line) => {
    let upload = "", offset = 0, failures = 0;
    for (;;) {
      const data = new FormData();
      const fields = { csrfmiddlewaretoken: form.csrfmiddlewaretoken.value, field, name: file.name, size: file.size, offset, upload };
      for (const name in fields) data.set(name, fields[name]);
      data.set("piece", file.slice(offset, offset + PIECE), "piece");
      let answer, said;
      try {
        answer = await fetch(words.files, { method: "POST", body: data });
        if (answer.status > 499) throw 0;
      } catch {
        line.textContent = words.waiting;
        await wait(Math.min(3e4, 1e3 * 2 ** failures++));
        continue;
      }
      said = await answer.json();
      if (!answer.ok && answer.status !== 409) throw 0;
      failures = 0;
      line.textContent = "";
      if ("html" in said) return said;
      ({ upload, received: offset } = said);
      bar.value = offset / file.size;
    }
  };

  const take = async input => {
    const box = input.closest(".field"), note = document.createElement("div"), errors = [];
    const bar = document.createElement("progress"), line = document.createElement("span");
    let html;
    note.className = "sending";
    note.setAttribute("role", "status");
    bar.setAttribute("aria-label", words.sending);
    note.append(words.sending, bar, line);
    input.after(note);
    active++;
    try {
      for (const file of [...input.files]) {
        bar.value = 0;
        const said = await send("shrink" in input.dataset ? await smaller(file) : file, input.name.slice(2), bar, line);
        html = said.html;
        if (said.error) errors.push(said.error);
      }
    } catch {
      // The form sends them.
    }
    active--;
    note.remove();
    if (html) {
      const fresh = document.createElement("template");
      fresh.innerHTML = html;
      const question = fresh.content.firstElementChild;
      for (const text of errors) {
        const line = document.createElement("p");
        line.className = "error";
        line.setAttribute("role", "alert");
        line.textContent = text;
        question.querySelector("label").after(line);
      }
      box.replaceWith(question);
      question.querySelector("input[type=file]")?.focus();
    }
    if (pressed && !active && !errors.length) form.requestSubmit(pressed);
    pressed = null;
  };

  const chosen = input => input.matches("input[type=file]:not([data-form-only])") && input.files.length && take(input);
  form.addEventListener("change", event => chosen(event.target));
  form.querySelectorAll("input").forEach(chosen);  // before this script had come over a weak link
  form.addEventListener("submit", event => {
    if (!active) return;
    event.preventDefault();
    pressed = event.submitter;
  });
};
