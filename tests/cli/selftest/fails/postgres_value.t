# says: + 1
needs postgres
pg? select 1 => 2
$ true
