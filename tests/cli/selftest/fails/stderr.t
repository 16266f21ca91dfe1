# says: + ! trouble
$ sh -c 'echo trouble >&2'
  trouble
