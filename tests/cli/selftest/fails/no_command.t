# says: no command in it
needs redis
redis SET a b
