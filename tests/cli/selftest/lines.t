# The runner itself: what matches.
$ printf 'one\ntwo words\n\nlast'
  one
  two words
  \n
  last\c

$ printf 'a\nb\nc\nd\n'
  a
  ...
~ [cd]
  d

$ sh -c 'echo out; echo "to err" >&2; echo "value 42" >&2; exit 3'
  out
! to err
!~ value \d+
=> 3

$ true

# Bytes that no terminal should get come as stand-ins.
$ printf 'tab\there \033[31m \377\n'
  tab\there \x1b[31m \xff

$ echo 'single $HOME' "double \x41" plain\ word
  single $HOME double A plain word
