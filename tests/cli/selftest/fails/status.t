# says: + => 1
$ false
