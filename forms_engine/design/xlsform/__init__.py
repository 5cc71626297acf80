"""XLSForm, the spreadsheet standard of ODK and KoBo (xlsform.org): in with what could be carried over, and out."""
