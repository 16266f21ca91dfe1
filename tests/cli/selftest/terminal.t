# A command with a terminal of its own, and the answers typed into it.
$ tty sh -c 'test -t 0 && test -t 1 && test -t 2 && echo all three'
  all three

$ tty sh -c 'printf "Clear 3 jobs? [y/N] "; read answer; echo "got $answer"; printf "Name: "; read name; echo "and $name"; exit 4'
< y
< default/sites
  Clear 3 jobs? [y/N] y
  got y
  Name: default/sites
  and default/sites
=> 4

# The key, not a word: the process ends by the signal.
$ tty sh -c 'printf "Go on? "; read answer; echo not reached'
< ^C
  Go on? ^C\c
=> 130
