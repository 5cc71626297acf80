// What step.js does, and what only some kinds of question need.
import "./step.js";
import files from "./files.js";
import location from "./location.js";
import searchSelect from "./search-select.js";
import signature from "./signature.js";

const dress = () => {
  location();
  searchSelect();
  signature();
};

files();
dress();
document.addEventListener("warkat:fresh", dress);
