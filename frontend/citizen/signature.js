// Draws a signature. What is drawn is posted as strokes: [[x, y, x, y, …], …] in the canvas's own units.
export default () => {
  for (const pad of document.querySelectorAll("[data-pad][hidden]")) {
    const canvas = pad.querySelector("canvas"), field = pad.querySelector("input"), pen = canvas.getContext("2d");
    let strokes = [], stroke;
    try { strokes = JSON.parse(field.value); } catch { /* nothing drawn yet */ }
    pad.hidden = false;
    const paint = () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.strokeStyle = getComputedStyle(canvas).color;
      pen.lineWidth = 4;
      pen.lineCap = pen.lineJoin = "round";
      for (const [x, y, ...rest] of strokes) {
        pen.beginPath();
        pen.moveTo(x, y);
        pen.lineTo(x + .1, y);
        for (let place = 0; place < rest.length; place += 2) pen.lineTo(rest[place], rest[place + 1]);
        pen.stroke();
      }
    };
    const keep = () => {
      field.value = strokes.length ? JSON.stringify(strokes) : "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const point = event => {
      const box = canvas.getBoundingClientRect();
      const at = (value, start, size, most) => Math.max(0, Math.min(most, Math.round((value - start) / size * most)));
      return [at(event.clientX, box.left, box.width, canvas.width), at(event.clientY, box.top, box.height, canvas.height)];
    };
    canvas.onpointerdown = event => {
      if (!event.isPrimary || event.button) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      if (strokes.length < 60 && strokes.flat().length < 3990) strokes.push(stroke = point(event));
      paint();
    };
    canvas.onpointermove = event => {
      if (!stroke || !event.isPrimary) return;
      const [x, y] = point(event), last = stroke.length - 2;
      if (Math.abs(x - stroke[last]) + Math.abs(y - stroke[last + 1]) < 3 || strokes.flat().length > 3990) return;
      stroke.push(x, y);
      paint();
    };
    canvas.onpointerup = canvas.onpointercancel = event => {
      if (!event.isPrimary) return;
      if (stroke) keep();
      stroke = null;
    };
    pad.querySelector("button").onclick = () => {
      strokes = [];
      paint();
      keep();
    };
    paint();
  }
};
