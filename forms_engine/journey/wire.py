"""The names on the wire: of hidden controls, buttons and query parameters of a journey's pages. The scripts and
templates know them as well; a control of a question is called by `fields.base.html_name`."""

# Posted with a step.
SHOWN = "_shown"  # the paths of the questions that the page showed
SEPARATOR = "."  # between the index (or id) of a group, the id of a row, and what is in the row
ADD, REMOVE = "_add", "_remove"  # a row of a group
AUTO = "_auto"  # by the script between two keystrokes: kept, and nothing shown
LIVE = "_live"  # with it when an answer may bring up a question: the questions are sent back
SAVE = "_save"  # go on later
LANGUAGE = "_language"
NEWS = "_news"  # by a page that told what a new version changed
VERSION = "_version"  # the id of the version whose page it was
# Posted by the page that asks for the code, with what was typed before (`carried`).
PREFIX, TOKEN, STEP = "c.", "_token", "_step"
# In addresses.
MORE = "lagi"  # after an answer has brought up a question
CARRIED = "lama"  # of the first step: how many answers came from an earlier application
SENT = "terkirim"  # once the code was sent by e-mail
REVIEWING = "periksa"  # of a step that was opened from the review, and leads back to it
