# From what is wrong, or from an alert's words, to the page that deals with it.
needs redis
$ omactl runbook suggest
  Nothing needs attention that omactl status looks at.
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}'
$ omactl runbook suggest
  omactl run dead-workers  Workers died with jobs in hand
    because of "workers none is registered" in: warn workers none is registered, and jobs wait in 1 queue
  omactl run stuck-queue --set queue=…  A queue is stuck, or grows faster than it is worked off
    because of "jobs wait in" in: warn workers none is registered, and jobs wait in 1 queue
$ omactl runbook suggest "[FIRING:1] queue sites: 212480 waiting, threshold 20000"
  omactl run stuck-queue --set queue=sites  A queue is stuck, or grows faster than it is worked off
    because of "queue {{queue}} … waiting" in: [FIRING:1] queue sites: 212480 waiting, threshold 20000
$ omactl runbook suggest "queue a:b-c WAITING for ever" --json
  [
    {
      "runbook": "stuck-queue",
      "title": "A queue is stuck, or grows faster than it is worked off",
      "command": "omactl run stuck-queue --set queue=a:b-c",
      "evidence": [
        {
          "symptom": "queue {{queue}} … waiting",
          "line": "queue a:b-c WAITING for ever"
        }
      ]
    }
  ]
$ omactl runbook suggest the moon is full
! omactl: runbook suggest: no page has a symptom like this
! hint: omactl runbook ls
=> 5
# What was done by hand becomes a page.
$ omactl runbook new "clear-sites" --from-journal 30m
! omactl: runbook new: nothing was done since TIME
! hint: omactl journal ls; --from-journal 1d looks further back
=> 5
$ omactl queue clear sites --yes --reason "stuck again" -e default
  Cleared 1 job from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  1 of 1 jobs leave
!                      for example {"class":"A","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 24 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
$ omactl runbook new clear-sites --from-journal 30m
  ---
  title: "clear-sites"
  symptoms:
    - "clear-sites"
  needs: [redis]
  ---
  \n
  # clear-sites
  \n
  What was done by hand since TIME. Say why each step comes, and what good looks like.
  \n
  ## 1. queue clear sites
  \n
  Done at TIME by tester@HOST, because: stuck again. Cleared 1 job from sites in N s; 0 wait.
  \n
  ```omactl
  omactl queue clear sites
  ```
$ omactl runbook new clear-sites --from-journal 30m --file ./clear-sites.md
! Wrote ./clear-sites.md; check it with: omactl runbook lint ./clear-sites.md
$ omactl runbook lint ./clear-sites.md
  1 page: nothing wrong
$ omactl runbook new clear-sites --file ./clear-sites.md
! omactl: runbook new: ./clear-sites.md is there already
! hint: another --file
=> 2
$ omactl runbook new 'Redis: "full"' --file ./full.md
! Wrote ./full.md; check it with: omactl runbook lint ./full.md
$ omactl runbook lint ./full.md
  1 page: nothing wrong
$ omactl runbook new my-page --file ./my-page.md
! Wrote ./my-page.md; check it with: omactl runbook lint ./my-page.md
$ omactl runbook lint ./my-page.md
  1 page: nothing wrong
