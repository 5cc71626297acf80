// “Use my position”: asks the device when pressed, and writes what it says into the field.
export default () => {
  if (!navigator.geolocation || !isSecureContext) return;
  for (const box of document.querySelectorAll("[data-locate][hidden]")) {
    const field = document.getElementById(box.dataset.locate), line = box.querySelector("[role=status]"), words = box.dataset;
    box.hidden = false;
    box.querySelector("button").onclick = () => {
      line.textContent = words.searching;
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        field.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        line.textContent = words.within.replace("%", Math.ceil(coords.accuracy));
      }, error => {
        line.textContent = words[["failed", "refused", "failed", "slow"][error.code]];
      }, { enableHighAccuracy: true, timeout: 2e4, maximumAge: 6e4 });
    };
  }
};
