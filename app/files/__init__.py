"""Files: resumable uploads, folders, versions, authorised downloads, archives."""
