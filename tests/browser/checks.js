// What `test_twenty_checks` asks of a page. Each gives what is wrong in words; an empty list is right.
({
  checks: () => {
    const wrong = [], seen = new Set();
    const visible = item => item.getClientRects().length && getComputedStyle(item).visibility !== "hidden";
    const said = item => item.outerHTML.slice(0, 110);
    for (const item of document.querySelectorAll("[id]")) {                                            // 2
      if (seen.has(item.id)) wrong.push(`2: id twice: ${item.id}`);
      seen.add(item.id);
    }
    const controls = [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")].filter(visible);
    for (const item of controls) {
      if (item.labels.length !== 1) wrong.push(`2: ${item.labels.length} labels: ${said(item)}`);
      if (/radio|checkbox/.test(item.type) && document.getElementsByName(item.name).length > 1
          && !item.closest("fieldset")?.firstElementChild?.matches("legend"))
        wrong.push(`3: no legend: ${said(item)}`);
      for (const id of (item.getAttribute("aria-describedby") || "").split(" ").filter(Boolean))
        if (!document.getElementById(id)) wrong.push(`4: describes nothing: ${id}`);
      if (item.autocomplete === "off" && item.getAttribute("role") !== "combobox") wrong.push(`5: ${said(item)}`);
      if (item.getAttribute("aria-invalid") === "true") {                                             // 9
        const holder = item.closest(".field--error");
        const described = `${item.getAttribute("aria-describedby")} ${item.closest("fieldset")?.getAttribute("aria-describedby")}`;
        if (!holder || !described.includes("-error")) wrong.push(`9: ${said(item)}`);
      }
      if (item.onpaste) wrong.push(`20: ${said(item)}`);
    }
    for (const hint of document.querySelectorAll("main .hint[id]"))                                     // 4
      if (visible(hint) && !document.querySelector(`[aria-describedby~="${CSS.escape(hint.id)}"]`)) wrong.push(`4: ${said(hint)}`);
    for (const error of document.querySelectorAll("main .error"))                                       // 10
      if (visible(error) && error.textContent.trim().length < 15) wrong.push(`10: ${error.textContent}`);
    if (!/ - /.test(document.title)) wrong.push(`8: ${document.title}`);
    const faulty = document.querySelector("main .error, main .errors");
    if (Boolean(faulty) !== /^(Galat|Error|Kesalahan)/.test(document.title)) wrong.push(`8: ${document.title}`);
    if (document.querySelectorAll("h1").length !== 1) wrong.push("1: not one h1");
    if (!document.querySelector("body > a.skip:first-child[href='#main']")) wrong.push("17: no skip link first");
    const help = document.querySelector("footer nav a");
    if (!help || !help.getAttribute("href").endsWith("/lacak/")) wrong.push("19: help isn't where it always is");
    return wrong;
  },

  spaced: "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important} p{margin-bottom:2em!important}",

  clipped: () => [...document.querySelectorAll("main p, main label, main legend, main h1, main h2, main button, main a, main dt, main dd")]
    .filter(item => item.getClientRects().length && !item.closest(".hidden") && getComputedStyle(item).overflow !== "visible")
    .filter(item => item.scrollHeight > item.clientHeight + 1).map(item => `16: clipped ${item.outerHTML.slice(0, 100)}`),

  focused: () => {
    const item = document.activeElement;
    if (!item || item === document.body || item.id === "main") return null;
    const box = item.getBoundingClientRect(), style = getComputedStyle(item);
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 200));
    const label = item.outerHTML.slice(0, 100), wrong = [];
    if (!there || !(item.contains(there) || there.contains(item) || there.closest("label")?.control === item)) wrong.push(`14: covered ${label}`);
    if (!(parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none") && style.boxShadow === "none") wrong.push(`15: no outline ${label}`);
    return wrong;
  },
})
