# says: no 'needs redis' above
redis SET a 1
$ true
