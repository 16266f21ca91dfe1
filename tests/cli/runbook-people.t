# Steps for people, failures and scripts ask on the terminal; what was answered is kept.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}'
file people.md <<END
---
title: People
needs: [redis]
---
## Call the database team
They know whether a migration runs.
## Look into what is not there
```omactl on-failure=ask
omactl queue why nothing
```
## Try it
```sh
echo "it ran: $((1 + 1))"
```
## Push, whoever says yes
```omactl human
omactl queue clear sites
```
END
# Nobody to ask: it stops at the first of them, and nothing was changed.
$ omactl run ./people.md --yes
! people: People  run ID1, 4 steps
! \n
! 1 of 4  Call the database team
! ------------------------------
! They know whether a migration runs.
! omactl: run: people stopped at step 1 of 4, Call the database team: this step is for a person, and there is no terminal to ask on
! hint: omactl runbook resume ID1
=> 7
$ tty omactl runbook resume ID1 --yes
< done
< no migration runs
< retry
< skip
< it never existed
< y
< n
< stop
  \n
  \x1b[1m1 of 4  Call the database team\x1b[0m
  They know whether a migration runs.
    [d]one, [s]kip, s[t]op? done
    What did you see (Enter for nothing)? no migration runs
  \n
  \x1b[1m2 of 4  Look into what is not there\x1b[0m
    $ omactl queue why nothing
  omactl: queue why: no queue 'nothing' in namespace 'resque'
  hint: omactl queue ls
    'omactl queue why nothing' ended with 5, not_found
    [r]etry, [s]kip, s[t]op, or stop and [u]ndo? retry
    $ omactl queue why nothing
  omactl: queue why: no queue 'nothing' in namespace 'resque'
  hint: omactl queue ls
    'omactl queue why nothing' ended with 5, not_found
    [r]etry, [s]kip, s[t]op, or stop and [u]ndo? skip
    Why can it be skipped? it never existed
  \n
  \x1b[1m3 of 4  Try it\x1b[0m
    sh:
      echo "it ran: $((1 + 1))"
    Run this script? [y/N, s to skip] y
  it ran: 2
  \n
  \x1b[1m4 of 4  Push, whoever says yes\x1b[0m
    $ omactl queue clear sites
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  1 of 1 jobs leave
                       for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 24 B, on this machine
    undo  omactl undo ID2
  Clear 1 job from sites in default? [y/N] n
  omactl: queue clear: declined; nothing was changed
    'omactl queue clear sites' ended with 7, declined
    [r]etry, [s]kip, s[t]op, or stop and [u]ndo? stop
  omactl: runbook resume: people stopped at step 4 of 4, Push, whoever says yes: 'omactl queue clear sites' ended with 7, declined
  hint: omactl runbook resume ID1
=> 7
$ omactl runbook status ID1
  people  run ID1, stopped by tester@HOST since TIME: 'omactl queue clear sites' ended with 7, declined
  STEP  LINE  STATUS  TOOK
  1 Call the database team  (a person)  done  no migration runs
  2 Look into what is not there  omactl queue why nothing  skipped  N s  it never existed
  3 Try it  echo "it ran: $((1 + 1))"  done  N s
  4 Push, whoever says yes  omactl queue clear sites  failed  N s  'omactl queue clear sites' ended with 7, declined
  Go on: omactl runbook resume ID1  Put back: omactl runbook undo ID1
$ tty omactl runbook resume ID1 --yes
< y
  \n
  \x1b[1m4 of 4  Push, whoever says yes\x1b[0m
    $ omactl queue clear sites
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  1 of 1 jobs leave
                       for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID3.jsonl.zst, at most 24 B, on this machine
    undo  omactl undo ID3
  Clear 1 job from sites in default? [y/N] y
  Cleared 1 job from sites in N s; 0 wait.
  Undo: omactl undo ID3
  people: done, 3 lines; 1 not run
  Undo: omactl runbook undo ID1  Report: omactl runbook report ID1
$ omactl runbook status ID1
  people  run ID1, done by tester@HOST since TIME
  STEP  LINE  STATUS  TOOK
  1 Call the database team  (a person)  done  no migration runs
  2 Look into what is not there  omactl queue why nothing  skipped  N s  it never existed
  3 Try it  echo "it ran: $((1 + 1))"  done  N s
  4 Push, whoever says yes  omactl queue clear sites  done  N s
  Report: omactl runbook report ID1
# Rehearsed, nobody is asked, and scripts are left out.
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}'
$ omactl run ./people.md --rehearse --yes --from 3
  Cleared 1 job from sites in N s; 0 wait.
  people: done, 1 line; 3 not run
! people: People  run ID4, 4 steps
! \n
! 3 of 4  Try it
! --------------
!   sh:
!     echo "it ran: $((1 + 1))"
! \n
! 4 of 4  Push, whoever says yes
! ------------------------------
!   $ omactl queue clear sites
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  1 of 1 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID5.jsonl.zst, at most 24 B, on this machine
!   undo  omactl undo ID5
! Undo: omactl undo ID5
! Undo: omactl runbook undo ID4  Report: omactl runbook report ID4
