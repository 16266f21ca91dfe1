# says: - ~ on
$ echo one
~ on
