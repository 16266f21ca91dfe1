# A page runs line by line; what a line ends with decides what comes next.
needs redis
file page.md <<END
---
title: Too much waits
needs: [redis]
parameters:
  queue: { type: queue, default: sites, help: "the queue" }
  note: { type: text, default: "it's $(reboot) \"now\"" }
---
## Look
Nothing is lost here.
```omactl
omactl queue ls
```
## Only when there is a lot
```omactl if="workers orphans"
omactl queue push {{queue}} Never '[1]'
```
```omactl unless="queue why nobody"
omactl queue push {{queue}} Never '[2]'
```
## Clear
```omactl verify="queue why {{queue}}" within=20s
omactl queue clear {{queue}} --reason "{{note}}"
```
END
redis SADD resque:queues sites nobody
redis SADD resque:workers host:1:sites
redis SET resque:worker:host:1:sites '{"queue":"sites","run_at":"2023-11-14T22:13:20Z","payload":{"class":"A","args":[0]}}'
redis HSET resque:workers:heartbeat host:1:sites 2023-11-14T22:13:21Z
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}'

# Everything is checked before the first step.
$ omactl run ./page.md --set que=x
! omactl: run: page page has no parameter 'que'
! hint: did you mean queue
=> 2
$ omactl run ./page.md --set queue
! omactl: run: --set queue has no value
! hint: --set NAME=VALUE
=> 2
$ omactl run ./page.md --set queue=-x
! omactl: run: FOLDER/page.md:15: '-x' for queue would be taken for an option; nothing was run
! hint: another value: --set NAME=VALUE
=> 2
$ omactl run ./page.md --set "queue=a\nb"
! omactl: run: parameter queue: 'a\nb': no newlines or control characters
=> 2
$ omactl run ./page.md --confirm default/sites
! omactl: run: a run takes no --confirm, --max, --plan-out or --wait-lock: they belong to its lines
! hint: write them into the page, or look with --dry-run
=> 2
$ omactl run ./page.md --from Nowhere
! omactl: run: page page has no step 'Nowhere'
! hint: omactl runbook show FOLDER/page.md
=> 2

# Dry: it looks, it plans, it writes nothing.
$ omactl run ./page.md --dry-run
  QUEUE   WAITING
  sites         2
  nobody        0
  2 jobs waiting, 0 failed, 1 of 1 worker working
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 2 jobs leave
                       for example {"class":"A","args":[1]}
    kept in            ~/state/omactl/archive/ID.jsonl.zst, at most 48 B, on this machine
    undo               omactl undo ID    (the id is told when it is done)
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×2          what the steps below do
    EVALSHA stage           RENAMENX resque:queue:sites resque:omactl:{resque:queue:sites}:staged
    EVALSHA release         UNLINK resque:omactl:{resque:queue:sites}:staged
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
! \n
! 1 of 3  Look
! ------------
!   $ omactl queue ls
! \n
! 2 of 3  Only when there is a lot
! --------------------------------
!   if workers orphans: no
!   not now: omactl queue push {{queue}} Never '[1]'
!   unless queue why nobody: yes
!   not now: omactl queue push {{queue}} Never '[2]'
! \n
! 3 of 3  Clear
! -------------
!   $ omactl queue clear sites --reason 'it'\''s $(reboot) "now"'
!   then, within N s: queue why sites (not asked: nothing was changed)
! \n
! page: nothing was changed
redis? LLEN resque:queue:sites => 2
$ omactl runbook status
  No runs.

# No terminal and no --yes: declined at the first change, with nothing done.
$ omactl run ./page.md
  QUEUE   WAITING
  sites         2
  nobody        0
  2 jobs waiting, 0 failed, 1 of 1 worker working
! page: Too much waits  run ID1, 3 steps
! \n
! 1 of 3  Look
! ------------
! Nothing is lost here.
!   $ omactl queue ls
! \n
! 2 of 3  Only when there is a lot
! --------------------------------
!   if omactl workers orphans: no
!   unless omactl queue why nobody: yes
! \n
! 3 of 3  Clear
! -------------
!   $ omactl queue clear sites --reason 'it'\''s $(reboot) "now"'
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 2 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID2
! omactl: queue clear: not confirmed
! hint: no terminal to ask on; add --yes
! omactl: run: page stopped at step 3 of 3, Clear: 'omactl queue clear sites --reason 'it'\''s $(reboot) "now"'' ended with 7, declined
! hint: omactl runbook resume ID1
=> 7
$ omactl runbook resume ID1 --yes
  Cleared 2 jobs from sites in N s; 0 wait.
  page: done, 2 lines; 2 not run
! \n
! 3 of 3  Clear
! -------------
!   $ omactl queue clear sites --reason 'it'\''s $(reboot) "now"'
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 2 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID3.jsonl.zst, at most 48 B, on this machine
!   undo  omactl undo ID3
! Undo: omactl undo ID3
!   verified: omactl queue why sites
! Undo: omactl runbook undo ID1  Report: omactl runbook report ID1
redis? LLEN resque:queue:sites => 0
$ omactl runbook status ID1
  page  run ID1, done by tester@HOST since TIME
  STEP  LINE  STATUS  TOOK
  1 Look  omactl queue ls  done  N s
  2 Only when there is a lot  omactl queue push {{queue}} Never '[1]'  passed  if omactl workers orphans: no
  2 Only when there is a lot  omactl queue push {{queue}} Never '[2]'  passed  unless omactl queue why nobody: yes
  3 Clear  omactl queue clear {{queue}} --reason "{{note}}"  done  N s
  Report: omactl runbook report ID1
$ omactl runbook status ID1 --json
  {
    "run": "ID1",
    "runbook": "page",
    "env": "default",
    "status": "done",
    "who": "tester@HOST",
    "began_at": "TIME",
    "last_event_at": "TIME",
    "step": 3,
    "steps": 3,
    "step_name": "Clear",
    "why": "",
    "lines": [
      {
        "step": "Look",
        "line": "omactl queue ls",
        "status": "done",
        "attempts": 1,
        "exit_status": 0,
        "why": null
      },
      {
        "step": "Only when there is a lot",
        "line": "omactl queue push {{queue}} Never '[1]'",
        "status": "passed",
        "attempts": 0,
        "exit_status": null,
        "why": "if omactl workers orphans: no"
      },
      {
        "step": "Only when there is a lot",
        "line": "omactl queue push {{queue}} Never '[2]'",
        "status": "passed",
        "attempts": 0,
        "exit_status": null,
        "why": "unless omactl queue why nobody: yes"
      },
      {
        "step": "Clear",
        "line": "omactl queue clear {{queue}} --reason \"{{note}}\"",
        "status": "done",
        "attempts": 2,
        "exit_status": 0,
        "why": null
      }
    ]
  }
$ omactl runbook resume ID1
! run ID1 is done: nothing to resume
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID3  TIME  queue clear  default/sites  done  Cleared 2 jobs from sites in N s; 0 wait.
$ omactl runbook undo ID1 --dry-run
  omactl undo ID3
! 1 change of run ID1, last first:
$ omactl runbook undo ID1
! 1 change of run ID1, last first:
!   omactl undo ID3  queue clear sites, step Clear
! omactl: runbook undo: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl runbook undo ID1 --yes
  Returned 2 jobs to the head of sites in N s; 2 wait.
  run ID1: 1 change put back
! 1 change of run ID1, last first:
!   omactl undo ID3  queue clear sites, step Clear
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  2 jobs go back to the head of sites, in their order
!   from  ~/state/omactl/archive/ID3.jsonl.zst
!   undo  none: repeat the command instead
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[1]} {"class":"A","args":[2]}
$ omactl runbook status nothing
! omactl: runbook status: no run 'nothing'
! hint: omactl runbook status
=> 5
$ omactl runbook stop ID1
  Run ID1 does not run: undone
$ omactl run ./page.md --yes --json -q
  {
    "run": "ID4",
    "runbook": "page",
    "target": "default",
    "status": "done",
    "steps": [
      {
        "step": "Look",
        "line": "omactl queue ls",
        "status": "done",
        "why": null
      },
      {
        "step": "Only when there is a lot",
        "line": "omactl queue push {{queue}} Never '[1]'",
        "status": "passed",
        "why": "if omactl workers orphans: no"
      },
      {
        "step": "Only when there is a lot",
        "line": "omactl queue push {{queue}} Never '[2]'",
        "status": "passed",
        "why": "unless omactl queue why nobody: yes"
      },
      {
        "step": "Clear",
        "line": "omactl queue clear {{queue}} --reason \"{{note}}\"",
        "status": "done",
        "why": null
      }
    ],
    "undo": "omactl runbook undo ID4"
  }
! QUEUE   WAITING
! sites         2
! nobody        0
! 2 jobs waiting, 0 failed, 1 of 1 worker working
