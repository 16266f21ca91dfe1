# Redrawn in place, at a terminal alone.
needs redis
redis SADD resque:queues sites mail
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}'
$ omactl queue ls --watch
! omactl: queue ls: --watch draws on a terminal, and there is none
! hint: omactl queue ls --interval 2s    (in a script, one answer with rates)
=> 2
$ omactl queue ls --watch --json
! {"error":{"fault":"usage","status":2,"command":"queue ls","message":"--watch draws on a terminal, and there is none","hint":"omactl queue ls --interval 2s    (in a script, one answer with rates)"}}
=> 2
$ tty omactl queue ls --watch --json
  {"error":{"fault":"usage","status":2,"command":"queue ls","message":"--watch draws on a terminal, and there is none","hint":"omactl queue ls --interval 2s    (in a script, one answer with rates)"}}
=> 2
# q ends it, Ctrl-C too; the last picture stays.
$ tty omactl queue ls --watch
< q
  \x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2mdefault  TIME  every N s, q ends it\x1b[0m\x1b[K\x0d
  \x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m\x1b[K\x0d
  sites  2\x1b[K\x0d
  mail  0\x1b[K\x0d
  2 jobs waiting, 0 failed, 0 of 0 workers working\x1b[K\x0d
  \x1b[J\x1b[?7h\x1b[?25h\x1b[?1049l\x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m
  sites  2
  mail  0
  2 jobs waiting, 0 failed, 0 of 0 workers working
$ tty omactl queue ls --watch --interval 20s
< ^C
  \x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2mdefault  TIME  every N s, q ends it\x1b[0m\x1b[K\x0d
  \x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m\x1b[K\x0d
  sites  2\x1b[K\x0d
  mail  0\x1b[K\x0d
  2 jobs waiting, 0 failed, 0 of 0 workers working\x1b[K\x0d
  \x1b[J\x1b[?7h\x1b[?25h\x1b[?1049l\x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m
  sites  2
  mail  0
  2 jobs waiting, 0 failed, 0 of 0 workers working
  omactl: queue ls: interrupted
=> 130
$ tty omactl queue ls --watch --timeout 300ms --interval 20s
  \x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2mdefault  TIME  every N s, q ends it\x1b[0m\x1b[K\x0d
  \x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m\x1b[K\x0d
  sites  2\x1b[K\x0d
  mail  0\x1b[K\x0d
  2 jobs waiting, 0 failed, 0 of 0 workers working\x1b[K\x0d
  \x1b[J\x1b[?7h\x1b[?25h\x1b[?1049l\x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m
  sites  2
  mail  0
  2 jobs waiting, 0 failed, 0 of 0 workers working
# The terminal is as it was.
$ tty sh -c 'stty -echo susp ^X; omactl queue ls --watch --timeout 300ms --interval 20s > /dev/null; stty -a | grep -o "susp = ^.\| icanon\|-echo " | sort'
  omactl: queue ls: --watch draws on a terminal, and there is none
  hint: omactl queue ls --interval 2s    (in a script, one answer with rates)
   icanon
  -echo 
  susp = ^X
$ tty sh -c 'omactl queue ls --watch --timeout 300ms --interval 20s >/dev/tty; stty -a | grep -o "susp = ^.\| icanon\| echo " | sort'
  \x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2mdefault  TIME  every N s, q ends it\x1b[0m\x1b[K\x0d
  \x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m\x1b[K\x0d
  sites  2\x1b[K\x0d
  mail  0\x1b[K\x0d
  2 jobs waiting, 0 failed, 0 of 0 workers working\x1b[K\x0d
  \x1b[J\x1b[?7h\x1b[?25h\x1b[?1049l\x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m
  sites  2
  mail  0
  2 jobs waiting, 0 failed, 0 of 0 workers working
   echo 
   icanon
  susp = ^Z
# Trouble first; a screen has 30 lines.
redis SADD resque:queues q01 q02 q03 q04 q05 q06 q07 q08 q09 q10 q11 q12 q13 q14 q15 q16 q17 q18 q19 q20 q21 q22 q23 q24 q25 q26 q27 q28 q29 q30 zset
redis ZADD resque:queue:zset 1 a
$ tty omactl queue ls --watch --interval 20s
< q
  \x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2mdefault  TIME  every N s, q ends it\x1b[0m\x1b[K\x0d
  \x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m\x1b[K\x0d
  zset  1  \x1b[33ma zset, not a list\x1b[0m\x1b[K\x0d
  sites  2\x1b[K\x0d
  mail  0\x1b[K\x0d
  q01  0\x1b[K\x0d
  q02  0\x1b[K\x0d
  q03  0\x1b[K\x0d
  q04  0\x1b[K\x0d
  q05  0\x1b[K\x0d
  q06  0\x1b[K\x0d
  q07  0\x1b[K\x0d
  q08  0\x1b[K\x0d
  q09  0\x1b[K\x0d
  q10  0\x1b[K\x0d
  q11  0\x1b[K\x0d
  q12  0\x1b[K\x0d
  q13  0\x1b[K\x0d
  q14  0\x1b[K\x0d
  q15  0\x1b[K\x0d
  q16  0\x1b[K\x0d
  q17  0\x1b[K\x0d
  q18  0\x1b[K\x0d
  q19  0\x1b[K\x0d
  q20  0\x1b[K\x0d
  q21  0\x1b[K\x0d
  q22  0\x1b[K\x0d
  … and 8 more\x1b[K\x0d
  3 jobs waiting, 0 failed, 0 of 0 workers working\x1b[K\x0d
  \x1b[J\x1b[?7h\x1b[?25h\x1b[?1049l\x1b[2mQUEUE\x1b[0m  \x1b[2mWAITING\x1b[0m  \x1b[2mRATE\x1b[0m
  zset  1  \x1b[33ma zset, not a list\x1b[0m
  sites  2
  mail  0
  q01  0
  q02  0
  q03  0
  q04  0
  q05  0
  q06  0
  q07  0
  q08  0
  q09  0
  q10  0
  q11  0
  q12  0
  q13  0
  q14  0
  q15  0
  q16  0
  q17  0
  q18  0
  q19  0
  q20  0
  q21  0
  q22  0
  q23  0
  q24  0
  q25  0
  q26  0
  q27  0
  q28  0
  q29  0
  q30  0
  3 jobs waiting, 0 failed, 0 of 0 workers working
