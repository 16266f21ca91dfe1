# says: ID1 was not seen above
$ echo ID1
  ID1
