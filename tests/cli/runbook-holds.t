# A pause that a page finds in place is adopted, and stays when the page resumes what it paused.
needs redis
redis SADD resque:queues sites
redis SADD resque:workers host:1:sites
file quiet.md <<END
---
title: Quiet
needs: [redis]
---
## Rest
```omactl
omactl workers pause --for 30m --wait 0s
```
## Go on
```omactl
omactl workers resume
```
END
$ omactl run ./quiet.md --yes
  Paused all queues in N s; 1 worker, none works.
  Resumed all queues in N s.
  quiet: done, 2 lines
! quiet: Quiet  run ID1, 2 steps
! \n
! 1 of 2  Rest
! ------------
!   $ omactl workers pause --for 30m --wait 0s
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  1 worker takes no more jobs; 0 jobs under way are finished
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  yes (Redis lets its keys run out)
!   undo  omactl workers resume
! Undo: omactl undo ID2
! \n
! 2 of 2  Go on
! -------------
!   $ omactl workers resume
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   workers resume  workers take jobs again
!   undo  none: pause again instead
! Report: omactl runbook report ID1
redis? EXISTS resque:pause-all-workers pause-all-workers => 0
$ omactl workers pause --for 1h --wait 0s --yes --reason "a colleague's"
  Paused all queues in N s; 1 worker, none works.
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  1 worker takes no more jobs; 0 jobs under way are finished
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  yes (Redis lets its keys run out)
!   undo  omactl workers resume
! Undo: omactl undo ID3
$ omactl run ./quiet.md --yes
  all queues are paused already: omactl holds extend ID3 --for DUR, or omactl workers resume.
  This run has paused nothing that is still paused.
  quiet: done, 2 lines
! quiet: Quiet  run ID4, 2 steps
! \n
! 1 of 2  Rest
! ------------
!   $ omactl workers pause --for 30m --wait 0s
! \n
! 2 of 2  Go on
! -------------
!   $ omactl workers resume
! the pause of operation ID3 was there before this run and stays
! Report: omactl runbook report ID4
$ omactl holds ls
  ID  HOLD  TARGET  ENDS  WHO  REASON
  ID3  workers pause  default/all queues  in 59 min N s, by itself  tester@HOST  a colleague's
