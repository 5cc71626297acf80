// A link or a QR code brings the resume code in the fragment of the address, which is sent to no server. It goes into
// the form, and out of the address bar and the history; so does the code in the path of an older link.
const field = document.getElementById("code");
const own = new URL(field.form.action).pathname;

const take = () => {
  let code = location.hash.slice(1);
  try {
    code = decodeURIComponent(code);
  } catch {} // as it came, for the person to compare
  const came = code.replace(/[^a-z0-9]/gi, "").length >= 10; // and not a place on this page
  if (came) field.value = code.slice(0, 40);
  if (came || (location.pathname !== own && location.pathname.startsWith(own))) history.replaceState(null, "", own);
};

take();
addEventListener("hashchange", take);
