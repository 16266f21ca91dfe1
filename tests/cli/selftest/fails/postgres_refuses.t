# says: relation "nothing" does not exist
needs postgres
pg select * from nothing
$ true
