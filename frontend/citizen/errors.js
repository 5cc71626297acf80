// After a refused post the reader's place is the summary of what to mend (WCAG 2.2, 3.3.1).
export default () => document.getElementById("errors")?.focus();
