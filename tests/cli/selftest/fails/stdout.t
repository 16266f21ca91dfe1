# says: -   two
# says: +   2
$ printf 'one\n2\nthree\n'
  one
  two
  three
