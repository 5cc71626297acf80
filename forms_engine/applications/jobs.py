"""Jobs of applications: telling the applicant, clearing away expired drafts."""
