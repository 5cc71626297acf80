// The script of a step, always optional: every page works without it. One small module a thing it makes nicer.
// Steps whose kinds ask for more (`FieldType.script = "full"`) load step-full.js instead.
import autosave, { collect } from "./autosave.js";
import errors from "./errors.js";
import live from "./live.js";

errors();
autosave();
live(collect);
