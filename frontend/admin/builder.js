// The pickers of the builder: each dresses a plain input that stores ids. What they offer is read from the form as it
// stands in the editor, unsaved changes included.
import Formula from './builder/formula.js';
import MergeText from './builder/merge.js';
import { ChoicePicker, FieldPicker } from './builder/pickers.js';
import ValuePicker from './builder/value.js';

Object.entries({
  'warkat-field': FieldPicker,
  'warkat-choice': ChoicePicker,
  'warkat-value': ValuePicker,
  'warkat-merge': MergeText,
  'warkat-formula': Formula,
}).forEach(([name, controller]) => window.wagtail.app.register(name, controller));
