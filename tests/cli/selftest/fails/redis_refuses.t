# says: WRONGTYPE
needs redis
redis SET a 1
redis LPUSH a 2
$ true
