# says: -   two
$ echo one
  one
  two
