# says: no 'needs postgres' above
pg select 1
$ true
