# says: the answer 'y' was never asked for
$ tty echo done
< y
  done
