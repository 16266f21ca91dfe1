# Ways to pause are tried in the order of the configuration; a command says by its status that it can't.
needs redis
redis SADD resque:queues sites
redis SADD resque:workers 'web-1:101:sites'
file bin/rest <<END
#!/bin/sh
echo "rest $*" >> FOLDER/log
test -e FOLDER/broken && { echo "no route to web-1" >&2; exit 3; }
test -e FOLDER/slow && { sleep 30; }
touch FOLDER/paused
END
file bin/wake <<END
#!/bin/sh
echo "wake $*" >> FOLDER/log
rm -f FOLDER/paused
END
file config.toml <<END
[env.test.redis]
url = { env = "REDIS_URL" }
[env.test.workers]
pause = ["signal", "sidekiq", { command = ["rest", "all workers"], resume = ["wake"], timeout = "1s" }, "resque-pause"]
[env.bare.redis]
url = { env = "REDIS_URL" }
[env.bare.workers]
pause = [{ command = ["rest"] }]
[env.later.redis]
url = { env = "REDIS_URL" }
[env.later.workers]
pause = ["signal", "init"]
[env.single.redis]
url = { env = "REDIS_URL" }
[env.single.workers]
pause = [{ command = ["rest", "{queue}"], resume = ["wake", "{queue}"], status = ["test", "-e", "FOLDER/paused"] }, { command = ["nowhere"] }]
END
env OMACTL_CONFIG=FOLDER/config.toml
env OMACTL_ENV=test
$ omactl workers pause --for 30m --dry-run
  Plan for test/all queues, redis SOCKET/0 (run RUN, master)
    workers pause   1 worker takes no more jobs; 0 jobs under way are finished
    not by signal   'signal' can't pause workers yet: this omactl does not have it
    not by sidekiq  sidekiq can't pause Resque: its workers read no signals from Redis
    if it can't     by resque-pause, planned then
    by the command  rest 'all workers'
    ends by itself  NO: nobody enforces on this machine (from cron: omactl holds enforce)
    undo            omactl workers resume: wake
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:pause}:lease, SET resque:omactl:{resque:pause}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA note-command    UNLINK resque:omactl:{pause}:mask, HSET resque:omactl:pauses
    run                     rest 'all workers'
    EVALSHA finish          UNLINK resque:omactl:{pause}:mask
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:pause}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:pause}:lease
  Dry run: nothing was changed.
$ sh -c 'test ! -e log'
env OMACTL_READONLY=1
$ omactl workers pause --yes --quiet
! omactl: workers pause: environment 'test' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
env OMACTL_READONLY=0
$ sh -c 'test ! -e log'
$ omactl workers pause --for 30m --wait 0s --yes
  Paused all queues in N s; 1 worker, none works.
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  1 worker takes no more jobs; 0 jobs under way are finished
!   not by signal  'signal' can't pause workers yet: this omactl does not have it
!   not by sidekiq  sidekiq can't pause Resque: its workers read no signals from Redis
!   if it can't  by resque-pause, planned then
!   by the command  rest 'all workers'
!   ends by itself  NO: nobody enforces on this machine (from cron: omactl holds enforce)
!   undo  omactl workers resume: wake
! Undo: omactl undo ID1
$ sh -c 'cat log; test -e paused'
  rest all workers
redis? EXISTS resque:pause-all-workers resque:pause:all => 0
$ omactl holds ls
  ID  HOLD  TARGET  ENDS  WHO  REASON
  ID1  workers pause  test/all queues  in 29 min N s  tester@HOST
$ omactl workers pause --wait 0s --yes
  all queues are paused already: omactl holds extend ID1 --for DUR, or omactl workers resume.
$ omactl workers resume --yes
  Resumed all queues in N s.
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   workers resume  workers take jobs again
!   by the command  wake
!   undo            none: pause again instead
$ sh -c 'cat log; test ! -e paused'
  rest all workers
  wake 
redis? EXISTS resque:omactl:pauses => 0

# One that says it can't has done nothing; the next is planned and asked about.
file broken <<END
END
$ omactl workers pause --wait 0s --yes
  Paused all queues in N s; 1 worker, none works.
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  1 worker takes no more jobs; 0 jobs under way are finished
!   not by signal  'signal' can't pause workers yet: this omactl does not have it
!   not by sidekiq  sidekiq can't pause Resque: its workers read no signals from Redis
!   if it can't  by resque-pause, planned then
!   by the command  rest 'all workers'
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume: wake
! rest 'all workers' ended with 3: no route to web-1; nothing was changed; next: resque-pause
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  1 worker takes no more jobs; 0 jobs under way are finished
!   not by signal  'signal' can't pause workers yet: this omactl does not have it
!   not by sidekiq  sidekiq can't pause Resque: its workers read no signals from Redis
!   not by rest 'all workers'  rest 'all workers' ended with 3: no route to web-1; nothing was changed
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume
! Undo: omactl undo ID2
redis? GET resque:pause-all-workers => true
$ omactl workers resume --yes --quiet
$ omactl journal ls --first 3
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID3  TIME  undo of ID2  test/all queues  done  Resumed all queues in N s.
  ID2  TIME  workers pause  test/all queues  undone  Paused all queues in N s; 1 worker, none works.
  ID4  TIME  workers pause  test/all queues  failed  rest 'all workers' ended with 3: no route to web-1
$ sh -c 'rm broken log'

# One that is ended in the middle may have done half of it: no other is tried.
file slow <<END
END
$ omactl workers pause --wait 0s --yes
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  1 worker takes no more jobs; 0 jobs under way are finished
!   not by signal  'signal' can't pause workers yet: this omactl does not have it
!   not by sidekiq  sidekiq can't pause Resque: its workers read no signals from Redis
!   if it can't  by resque-pause, planned then
!   by the command  rest 'all workers'
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume: wake
! omactl: workers pause: rest 'all workers' did not end in time, and was ended; whether it took effect is not known
! hint: omactl resume ID5  (go on)
! hint: omactl undo ID5  (put back)
=> 10
redis? EXISTS resque:pause-all-workers => 0
$ omactl workers pause --wait 0s --yes
! omactl: workers pause: ID5 began to pause this, and is not finished
! hint: omactl resume ID5  (go on)
! hint: omactl undo ID5  (put back)
=> 8
$ omactl resume ID5
! omactl: resume: rest 'all workers' was begun, and nothing tells whether it took effect
! hint: omactl resume ID5  (go on)
! hint: omactl undo ID5  (put back)
=> 10
$ omactl undo ID5 --yes
  Resumed all queues in N s.
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   undo of workers pause  ID5 stopped after its step 'asked'
!                          what is half done is settled first, then the rest is planned and goes back
! Plan for test/all queues, redis SOCKET/0 (run RUN, master)
!   workers resume  workers take jobs again
!   by the command  wake
!   undo  none: pause again instead
$ sh -c 'rm slow; cat log'
  rest all workers
  wake 

# A plan runs only what the configuration of this machine names.
$ omactl workers pause --wait 0s --yes --quiet
$ sh -c 'sed -i s/all.workers/everybody/ config.toml'
$ omactl workers resume --yes
! omactl: workers resume: the configuration of 'test' here has no such command: rest 'all workers'
! hint: a plan runs only what [env.NAME.workers] names on this machine; add it, or go where it is
=> 8
$ sh -c 'sed -i "s/everybody/all workers/" config.toml'
$ omactl workers resume --yes --quiet

# What ways can't do.
$ omactl workers pause -e later --yes
! omactl: workers pause: no way to pause: 'signal' can't pause workers yet: this omactl does not have it; 'init' can't pause workers yet: this omactl does not have it
! hint: omactl config path    ([env.NAME.workers] names the ways)
=> 2
$ omactl workers pause -e bare --for 5m --yes
! omactl: workers pause: rest can't pause for a time: it has no resume = […]
! hint: pause without --for, or give it a resume command in [env.NAME.workers]
=> 2
$ omactl workers pause -e bare --queue sites --yes
! omactl: workers pause: rest can't pause one queue: it has no {queue}
! hint: pause all: omactl workers pause
=> 2
$ omactl workers pause -e bare --wait 0s --yes --quiet
$ omactl workers resume -e bare --yes
! omactl: workers resume: workers pause all queues has no undo: the configuration has no resume command for it; the workers go on by hand
! hint: omactl journal show ID6
=> 7
redis DEL resque:omactl:pauses
$ omactl workers pause -e single --yes
! omactl: workers pause: no way to pause: rest '{queue}' pauses one queue, and none is named; nowhere: no such program
! hint: omactl config path    ([env.NAME.workers] names the ways)
=> 2
$ omactl workers pause -e single --queue sites --wait 0s --yes
  Paused sites in N s; 1 worker, none works.
! Plan for single/sites, redis SOCKET/0 (run RUN, master)
!   workers pause  1 worker takes no more jobs; 0 jobs under way are finished
!   not by nowhere  nowhere can't pause one queue: it has no {queue}
!   by the command  rest sites
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume --queue sites: wake sites
! Undo: omactl undo ID7
$ omactl workers resume -e single --yes
  Resumed sites in N s.
! Plan for single/sites, redis SOCKET/0 (run RUN, master)
!   workers resume  workers take jobs again
!   by the command  wake sites
!   undo            none: pause again instead
$ sh -c 'tail -2 log'
  rest sites
  wake sites
