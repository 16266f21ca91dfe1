# A page that was changed since the run began is shown as a difference before it goes on.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}'
file page.md <<END
---
title: Two looks
needs: [redis]
---
## One
```omactl
omactl queue ls
```
## Two
```omactl on-failure=stop
omactl queue clear other
```
END
$ omactl run ./page.md --yes
  QUEUE  WAITING
  sites        1
  1 job waiting, 0 failed, 0 of 0 workers working
! page: Two looks  run ID1, 2 steps
! \n
! 1 of 2  One
! -----------
!   $ omactl queue ls
! \n
! 2 of 2  Two
! -----------
!   $ omactl queue clear other
! omactl: queue clear: no queue 'other' in namespace 'resque'
! hint: omactl queue ls
! omactl: run: page stopped at step 2 of 2, Two: 'omactl queue clear other' ended with 5, not_found
! hint: omactl runbook resume ID1
=> 5
file page.md <<END
---
title: Two looks
needs: [redis]
---
## One
```omactl
omactl queue ls
```
## Two
```omactl on-failure=stop
omactl queue clear sites
```
END
$ omactl runbook resume ID1 --yes
! FOLDER/page.md was changed since this run began:
!    ## Two
!    ```omactl on-failure=stop
!   -omactl queue clear other
!   +omactl queue clear sites
!    ```
!    
! omactl: runbook resume: the page was changed since the run began
! hint: omactl runbook resume ID1 --page new|old
=> 8
$ omactl runbook resume ID1 --yes --page newest
! omactl: runbook resume: --page is old or new, not 'newest'
! hint: --page new
=> 2
$ omactl runbook resume ID1 --yes --page old
! \n
! 2 of 2  Two
! -----------
!   $ omactl queue clear other
! omactl: queue clear: no queue 'other' in namespace 'resque'
! hint: omactl queue ls
! omactl: runbook resume: page stopped at step 2 of 2, Two: 'omactl queue clear other' ended with 5, not_found
! hint: omactl runbook resume ID1
=> 5
$ omactl runbook resume ID1 --yes --page new
  Cleared 1 job from sites in N s; 0 wait.
  page: done, 2 lines; 1 not run
! \n
! 2 of 2  Two
! -----------
!   $ omactl queue clear sites
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  1 of 1 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 24 B, on this machine
!   undo  omactl undo ID2
! Undo: omactl undo ID2
! Undo: omactl runbook undo ID1  Report: omactl runbook report ID1
redis? LLEN resque:queue:sites => 0
$ omactl -e other runbook undo ID1
! omactl: runbook undo: --env: no environment 'other'; without a configuration file there is only 'default'
! hint: write a configuration: omactl config init
=> 2
