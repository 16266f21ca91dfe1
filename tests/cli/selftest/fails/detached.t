# says: directly under its command
$ echo a

  a
