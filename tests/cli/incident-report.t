# The papers of a night: what was done, by time, and what the next shift has to know.
needs redis
file config/omactl/config.toml <<END
default = "sandbox"
[env.sandbox]
protected = false
[env.sandbox.redis]
url = { env = "REDIS_URL" }
[env.other.redis]
url = "redis://:canary-not-a-real-secret@127.0.0.1:1/0"
END
$ omactl incident report
~ # Incident, \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ to TIME
  \n
  - **Journal**: of `tester@HOST`: what was done with omactl from here
  \n
  ## What happened
  \n
  No operation and no run.
  \n
  ## Holds that are open now
  \n
  None that this machine knows of.
$ omactl incident handover
  Handover by tester@HOST  TIME
  Nothing is open.
redis SADD resque:queues sites mailers
redis RPUSH resque:queue:sites '{"class":"</pre><script>alert(1)</script>","args":["canary-not-a-real-secret"]}' '{"class":"A","args":[1]}'
redis RPUSH resque:queue:mailers '{"class":"M","args":[1]}'
$ omactl queue clear sites --yes --reason "canary-not-a-real-secret | <b>loops</b>"
  Cleared 2 jobs from sites in N s; 0 wait.
! Plan for sandbox/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 2 jobs leave
!                      for example {"class":"</pre><script>alert(1)</script>","args":["canary-not-a-real-secret"]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 103 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
$ omactl workers pause --for 20m --yes --wait 0s --reason "stop the `bleeding`"
  Paused all queues in N s; 0 workers, none works.
! Plan for sandbox/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  0 workers take no more jobs; 0 jobs under way are finished
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  yes (Redis lets its keys run out)
!   undo  omactl workers resume
! Undo: omactl undo ID2
$ omactl queue clear mailers --yes
  Cleared 1 job from mailers in N s; 0 wait.
! Plan for sandbox/mailers, redis SOCKET/0 (run RUN, master)
!   queue clear mailers  1 of 1 jobs leave
!                        for example {"class":"M","args":[1]}
!   kept in  ~/state/omactl/archive/ID3.jsonl.zst, at most 24 B, on this machine
!   undo  omactl undo ID3
! Undo: omactl undo ID3
$ omactl undo ID3 --yes
  Returned 1 job to the head of mailers in N s; 1 waits.
! Plan for sandbox/mailers, redis SOCKET/0 (run RUN, master)
!   undo of queue clear  1 job goes back to the head of mailers, in their order
!   from  ~/state/omactl/archive/ID3.jsonl.zst
!   undo  none: repeat the command instead
$ omactl holds extend ID2 --for 1h --yes
  workers pause of all queues ends at TIME, in 1 h.
! Plan for sandbox/all queues, redis SOCKET/0 (run RUN, master)
!   holds extend  workers pause of all queues ends at TIME, in 1 h
!   until now  TIME
!   ends by itself  yes (Redis lets its keys run out)
!   undo  none: move it again, or omactl holds release ID2
file page.md <<END
---
title: Look
needs: [redis]
---
# Look
## Look
```omactl
omactl queue ls
omactl queue peek nonesuch
```
END
$ omactl run ./page.md --yes
  QUEUE    WAITING
  mailers        1
  sites          0
  1 job waiting, 0 failed, 0 of 0 workers working
! page: Look  run ID4, 1 step
! \n
! 1 of 1  Look
! ------------
!   $ omactl queue ls
!   $ omactl queue peek nonesuch
! omactl: queue peek: no queue 'nonesuch' in namespace 'resque'
! hint: omactl queue ls
! omactl: run: page stopped at step 1 of 1, Look: 'omactl queue peek nonesuch' ended with 5, not_found
! hint: omactl runbook resume ID4
=> 5
$ omactl incident report
~ # Incident, \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ to TIME
  \n
  - **Journal**: of `tester@HOST`: what was done with omactl from here
  \n
  ## What happened
  \n
  - TIME queue clear sandbox/sites: done, operation `ID1` by tester@HOST
    - Cleared 2 jobs from sites in N s; 0 wait.
    - reason: \*\*\* | \<b>loops\</b>
    - length 2 → 0
    - archive: `FOLDER/state/omactl/archive/ID1.jsonl.zst`
    - undo: `omactl undo ID1`
  - TIME workers pause sandbox/all queues: done, operation `ID2` by tester@HOST
    - Paused all queues in N s; 0 workers, none works.
    - reason: stop the \`bleeding\`
    - busy 0, disobedient false
    - undo: `omactl undo ID2`
  - TIME queue clear sandbox/mailers: undone, operation `ID3` by tester@HOST
    - Cleared 1 job from mailers in N s; 0 wait.
    - length 1 → 0
    - archive: `FOLDER/state/omactl/archive/ID3.jsonl.zst`
    - put back by `ID5`
  - TIME undo (queue.return) sandbox/mailers: done, operation `ID5` by tester@HOST
    - Returned 1 job to the head of mailers in N s; 1 waits.
    - length 0 → 1
    - puts back `ID3`
  - TIME workers pause sandbox/all queues: extended, operation `ID2` by tester@HOST
    - ends at TIME
  - TIME run of page in sandbox by tester@HOST: `ID4`
    - report: `omactl runbook report ID4`
  - TIME run of page, step 1 Look: ended with 5
    - `omactl queue peek nonesuch`
    - 'omactl queue peek nonesuch' ended with 5, not_found
  - TIME run of page, step 1 Look: stopped
    - 'omactl queue peek nonesuch' ended with 5, not_found
  \n
  ## Holds that are open now
  \n
~ - TIME workers pause sandbox/all queues by tester@HOST, ends in 59 min.*, by itself
    - reason: stop the \`bleeding\`
    - end it: `omactl holds release ID2`
$ omactl incident report --since 4h --until 2h
~ # Incident, \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ to \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ
  \n
  - **Journal**: of `tester@HOST`: what was done with omactl from here
  \n
  ## What happened
  \n
  No operation and no run.
  \n
  ## Holds that are open now
  \n
~ - TIME workers pause sandbox/all queues by tester@HOST, ends in 59 min.*, by itself
    - reason: stop the \`bleeding\`
    - end it: `omactl holds release ID2`
$ omactl incident report --since 2h --until 4h
! omactl: incident report: --until 4h is not after --since 2h
! hint: omactl incident report --since 4h --until 2h
=> 2
$ omactl incident report --since yesterdayish
! omactl: incident report: 'yesterdayish' is neither a duration nor a time with its zone
! hint: times read 90s, 2h, 7d, 2026-11-23T03:12:00Z, '2026-11-23 04:12 +0100'
=> 2
$ sh -c 'omactl incident report --html > report.html && xmllint --noout --nonet report.html && grep -c -e "<script" -e canary -e "src=" report.html'
  0
=> 1
$ omactl incident report --json
  [
    {
      "at": "TIME",
      "kind": "operation",
      "event": "started",
      "id": "ID1",
      "command": "queue clear",
      "target": "sandbox/sites",
      "status": "done",
      "began_at": "TIME",
      "who": "tester@HOST",
      "reason": "*** | <b>loops</b>",
      "verdict": "Cleared 2 jobs from sites in N s; 0 wait.",
      "ended_at": "TIME",
      "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
      "undoes": null,
      "undone_by": null,
      "before": {
        "length": 2
      },
      "after": {
        "length": 0
      },
      "run": null,
      "next": [
        "omactl undo ID1"
      ]
    },
    {
      "at": "TIME",
      "kind": "operation",
      "event": "started",
      "id": "ID2",
      "command": "workers pause",
      "target": "sandbox/all queues",
      "status": "done",
      "began_at": "TIME",
      "who": "tester@HOST",
      "reason": "stop the `bleeding`",
      "verdict": "Paused all queues in N s; 0 workers, none works.",
      "ended_at": "TIME",
      "archive": null,
      "undoes": null,
      "undone_by": null,
      "before": null,
      "after": {
        "busy": 0,
        "disobedient": false
      },
      "run": null,
      "next": [
        "omactl undo ID2"
      ]
    },
    {
      "at": "TIME",
      "kind": "operation",
      "event": "started",
      "id": "ID3",
      "command": "queue clear",
      "target": "sandbox/mailers",
      "status": "undone",
      "began_at": "TIME",
      "who": "tester@HOST",
      "reason": "",
      "verdict": "Cleared 1 job from mailers in N s; 0 wait.",
      "ended_at": "TIME",
      "archive": "FOLDER/state/omactl/archive/ID3.jsonl.zst",
      "undoes": null,
      "undone_by": "ID5",
      "before": {
        "length": 1
      },
      "after": {
        "length": 0
      },
      "run": null,
      "next": []
    },
    {
      "at": "TIME",
      "kind": "operation",
      "event": "started",
      "id": "ID5",
      "command": "undo",
      "target": "sandbox/mailers",
      "status": "done",
      "began_at": "TIME",
      "who": "tester@HOST",
      "reason": "",
      "verdict": "Returned 1 job to the head of mailers in N s; 1 waits.",
      "ended_at": "TIME",
      "archive": null,
      "undoes": "ID3",
      "undone_by": null,
      "before": {
        "length": 0
      },
      "after": {
        "length": 1
      },
      "run": null,
      "next": []
    },
    {
      "at": "TIME",
      "kind": "operation",
      "event": "extended",
      "id": "ID2",
      "command": "workers pause",
      "target": "sandbox/all queues",
      "data": {
        "until": "TIME",
        "by_itself": "Redis lets its keys run out",
        "who": "tester@HOST",
        "reason": ""
      }
    },
    {
      "at": "TIME",
      "kind": "run",
      "event": "begun",
      "run": "ID4",
      "runbook": "page",
      "env": "sandbox",
      "who": "tester@HOST",
      "why": ""
    },
    {
      "at": "TIME",
      "kind": "run",
      "event": "tried",
      "run": "ID4",
      "runbook": "page",
      "env": "sandbox",
      "who": "tester@HOST",
      "why": "'omactl queue peek nonesuch' ended with 5, not_found",
      "step": "Look",
      "line": "omactl queue peek nonesuch",
      "exit_status": 5
    },
    {
      "at": "TIME",
      "kind": "run",
      "event": "stopped",
      "run": "ID4",
      "runbook": "page",
      "env": "sandbox",
      "who": "tester@HOST",
      "why": "'omactl queue peek nonesuch' ended with 5, not_found",
      "step": "Look",
      "line": null,
      "exit_status": null
    },
    {
      "at": "TIME",
      "kind": "hold",
      "event": "open",
      "id": "ID2",
      "command": "workers pause",
      "target": "sandbox/all queues",
      "who": "tester@HOST",
      "reason": "stop the `bleeding`",
      "began_at": "TIME",
      "ends_at": "TIME",
      "overdue": false,
      "ends_by_itself": "Redis lets its keys run out"
    }
  ]
$ omactl incident handover
  Handover by tester@HOST  TIME
~ HOLD  sandbox: workers pause all queues  by tester@HOST, "stop the `bleeding`", ends in 59 min.*, by itself  TIME  omactl holds release ID2
  RUN  sandbox: run page  stopped at step 1 of 1, Look: 'omactl queue peek nonesuch' ended with 5, not_found  TIME  omactl runbook resume ID4 · omactl runbook undo ID4
~ OPEN  sandbox: queue clear sites  2 jobs of sites archived since \d{4}-\d\d-\d\d, not decided  TIME  omactl queue requeue sites --from archive:ID1 · omactl undo ID1 · omactl journal close ID1
  UNDO  sandbox: workers pause all queues  Paused all queues in N s; 0 workers, none works.  TIME  omactl undo ID2
~ 3 things to know of; stopped runs and undos since \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ
$ omactl incident handover --json
  [
    {
      "kind": "hold",
      "id": "ID2",
      "env": "sandbox",
      "what": "workers pause all queues",
~     "message": "by tester@HOST, \\"stop the `bleeding`\\", ends in 59 min.*, by itself",
      "began_at": "TIME",
      "next": [
        "omactl holds release ID2"
      ]
    },
    {
      "kind": "run",
      "id": "ID4",
      "env": "sandbox",
      "what": "run page",
      "message": "stopped at step 1 of 1, Look: 'omactl queue peek nonesuch' ended with 5, not_found",
      "began_at": "TIME",
      "next": [
        "omactl runbook resume ID4",
        "omactl runbook undo ID4"
      ]
    },
    {
      "kind": "archive",
      "id": "ID1",
      "env": "sandbox",
      "what": "queue clear sites",
~     "message": "2 jobs of sites archived since \d{4}-\d\d-\d\d, not decided",
      "began_at": "TIME",
      "next": [
        "omactl queue requeue sites --from archive:ID1",
        "omactl undo ID1",
        "omactl journal close ID1"
      ]
    },
    {
      "kind": "undo",
      "id": "ID2",
      "env": "sandbox",
      "what": "workers pause all queues",
      "message": "Paused all queues in N s; 0 workers, none works.",
      "began_at": "TIME",
      "next": [
        "omactl undo ID2"
      ]
    }
  ]
