// What step.js does, and what only some kinds of question need.
import "./step.js";
import files from "./files.js";

files();
