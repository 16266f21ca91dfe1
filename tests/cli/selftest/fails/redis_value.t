# says: + 1
needs redis
redis SET a 1
redis? GET a => 2
$ true
