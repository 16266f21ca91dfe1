# says: syntax error
needs postgres
pg& worker selec 1
$ true
