var r=()=>document.getElementById("errors")?.focus();r();
