// What step.js does, and what only some kinds of question need.
import "./step.js";
import files from "./files.js";
import location from "./location.js";
import searchSelect from "./search-select.js";
import signature from "./signature.js";

files();
location();
searchSelect();
signature();
