// Keeps what was typed, a pause after the last keystroke and when the page is left. Files go with the form only.
const PAUSE = 3000, AGAIN = 15000;

export const collect = form => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File || name.endsWith("-remove")) data.delete(name);
  data.set("_auto", 1);
  return data;
};

export default () => {
  const form = document.getElementById("step"), line = document.getElementById("auto");
  if (!line) return;
  let timer, dirty, sending;
  const say = (text, aloud) => {
    line.setAttribute("aria-live", aloud ? "polite" : "off");
    line.textContent = text;
  };
  const later = ms => { clearTimeout(timer); timer = setTimeout(send, ms); };
  const send = async leaving => {
    clearTimeout(timer);
    if (!dirty || sending) return;
    const data = collect(form), control = sending = new AbortController();
    dirty = false;
    try {
      const answer = await fetch(location.pathname, {
        method: "POST", body: data, redirect: "error", keepalive: leaving === true, signal: control.signal,
      });
      if (answer.status !== 204) throw 0;
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      say(`${line.dataset.saved} ${time}`);
      if (dirty) later(PAUSE);
    } catch {
      if (!control.signal.aborted) {
        dirty = true;
        say(line.dataset.unsaved, true);
        later(AGAIN);
      }
    }
    sending = null;
  };
  form.addEventListener("input", event => {
    if (event.target.type === "file") return;
    dirty = true;
    later(PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
    sending?.abort();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send(true));
  addEventListener("online", () => send());
};
