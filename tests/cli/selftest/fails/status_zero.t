# says: - => 1
$ true
=> 1
