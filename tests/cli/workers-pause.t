# Resque's workers rest while a key says so; the key goes by itself, or is what it was before.
needs redis
redis SADD resque:queues sites mail
redis SADD resque:workers 'web-1:101:sites,mail' 'web-2:102:*'
redis SET 'resque:worker:web-1:101:sites,mail:started' '2026-11-23 03:00:00 +0000'
$ omactl workers pause --for 30m --wait 0s --reason "Redis restarts" --yes
  Paused all queues in N s; 2 workers, none works.
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  2 workers take no more jobs; 0 jobs under way are finished
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  yes (Redis lets its keys run out)
!   undo  omactl workers resume
! Undo: omactl undo ID1
redis? GET resque:pause-all-workers => true
redis? GET resque:pause:all => true
$ omactl workers pause --yes
  all queues are paused already: omactl holds extend ID1 --for DUR, or omactl workers resume.
$ omactl holds ls
  ID  HOLD  TARGET  ENDS  WHO  REASON
  ID1  workers pause  default/all queues  in 29 min N s, by itself  tester@HOST  Redis restarts
$ omactl status
  default  TIME  N s
  HOLD  workers pause all queues  since TIME by tester@HOST, "Redis restarts", ends in 29 min N s  omactl holds release ID1
  ok  redis  7.0.15, master, N used, 1 client
  ok  queues  0 jobs in 2 queues, 0 failed, 0 of 2 workers working
$ omactl holds extend ID1 --for 50m --dry-run
  Plan for default/all queues, redis SOCKET/0 (run RUN, master)
    holds extend  workers pause of all queues ends at TIME, in 50 min
    until now  TIME
    ends by itself  yes (Redis lets its keys run out)
    undo  none: move it again, or omactl holds release ID1
  Dry run: nothing was changed.
$ omactl holds extend ID1 --for 50m
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   holds extend  workers pause of all queues ends at TIME, in 50 min
!   until now  TIME
!   ends by itself  yes (Redis lets its keys run out)
!   undo  none: move it again, or omactl holds release ID1
! omactl: holds extend: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl holds extend ID1 --for 50m --yes --plan-out plan.json
! omactl: holds extend: 'holds extend' is done at once; there is no plan to keep
! hint: look with --dry-run
=> 2
env OMACTL_READONLY=1
$ omactl holds extend ID1 --for 50m --yes
! omactl: holds extend: environment 'default' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
env OMACTL_READONLY=0
$ omactl holds extend ID1 --for 50m --yes
  workers pause of all queues ends at TIME, in 50 min.
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   holds extend  workers pause of all queues ends at TIME, in 50 min
!   until now  TIME
!   ends by itself  yes (Redis lets its keys run out)
!   undo  none: move it again, or omactl holds release ID1
$ omactl holds extend ID1 --for 50m --yes --json
  {
    "id": "ID1",
    "command": "holds extend",
    "target": "default/all queues",
    "status": "done",
    "changes": [
      {
        "hold": "ID1",
        "ends_at": "TIME",
        "was": "TIME"
      }
    ],
    "archive": null,
    "undo": null
  }
$ sh -c 'test $(redis-cli -s "${REDIS_URL#unix://}" PTTL resque:pause:all) -gt 2900000'
$ omactl holds extend ID1
! omactl: holds extend: for how long?
! hint: omactl holds extend ID1 --for 30m
=> 2
$ omactl workers resume --yes
  Resumed all queues in N s.
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   workers resume  workers take jobs again
!   undo            none: pause again instead
redis? EXISTS resque:pause-all-workers resque:pause:all resque:omactl:pauses => 0
$ omactl holds ls
  No holds.
$ omactl workers resume --yes
  Nothing is paused.

# One queue; what somebody else had set before comes back as it was, on another machine too.
redis SET resque:pause:queue:sites by-hand PX 3600000
$ omactl workers pause --queue sites --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    workers pause   2 workers take no more jobs; 0 jobs under way are finished
    honoured by     the plugin resque-pause; no other worker
    ends by itself  no: it lasts until somebody ends it
    undo            omactl workers resume --queue sites
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:pause:sites}:lease, SET resque:omactl:{resque:pause:sites}:lease PX 60000
    SCRIPT LOAD             what the steps below do
    EVALSHA pause           DEL resque:pause:queue:sites, SET resque:pause:queue:sites, HSET resque:omactl:pauses
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:pause:sites}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:pause:sites}:lease
  Dry run: nothing was changed.
$ omactl workers pause --queue sites --wait 0s --yes
  Paused sites in N s; 2 workers, none works.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   workers pause  2 workers take no more jobs; 0 jobs under way are finished
!   honoured by  the plugin resque-pause; no other worker
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume --queue sites
! Undo: omactl undo ID2
redis? GET resque:pause:queue:sites => true
redis? PTTL resque:pause:queue:sites => -1
env XDG_STATE_HOME=FOLDER/elsewhere
$ omactl holds ls
  No holds.
$ omactl workers resume --yes --quiet
env XDG_STATE_HOME=FOLDER/state
redis? GET resque:pause:queue:sites => by-hand
$ omactl status
  default  TIME  N s
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  0 jobs in 2 queues, 0 failed, 0 of 2 workers working
# Now this machine's journal knows that it ended elsewhere.
$ sh -c 'test ! -e state/omactl/holds.json'
$ sh -c 'grep -c "its record" state/omactl/journal.jsonl'
  1
$ sh -c 'test $(redis-cli -s "${REDIS_URL#unix://}" PTTL resque:pause:queue:sites) -gt 3500000'
$ omactl workers resume --queue sites --yes
! omactl: workers resume: resque:pause:queue:sites was set by somebody else than omactl
! hint: redis-cli -s SOCKET DEL resque:pause:queue:sites
=> 8
redis DEL resque:pause:queue:sites

# Who still works is told; so is who does not know the pause.
redis SET 'resque:worker:web-1:101:sites,mail' '{"queue":"sites","run_at":"2026-11-23T03:00:00Z","payload":{"class":"RefreshSite","args":[1842,"secret@example.com"]}}'
$ omactl workers pause --wait 100ms --yes
  Paused all queues in N s; 2 workers, 1 job under way.
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  2 workers take no more jobs; 1 job under way is finished
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume
! Undo: omactl undo ID3
!~ omactl: workers pause: 1 job still runs: RefreshSite \[1842,"…"\] on web-1:101 since \d.*
! hint: omactl journal show ID3
=> 11
$ omactl workers resume --yes --quiet
redis SET 'resque:worker:web-1:101:sites,mail' '{"queue":"sites","run_at":"2099-11-23T03:00:00Z","payload":{"class":"RefreshSite","args":[1842]}}'
$ omactl workers pause --wait 0s --yes
  Paused all queues in N s; 2 workers, 1 job under way.
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  2 workers take no more jobs; 1 job under way is finished
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume
! Undo: omactl undo ID4
! omactl: workers pause: workers go on taking jobs, so they do not know this pause: RefreshSite [1842] on web-1:101 since N s
! hint: omactl journal show ID4
=> 11
$ omactl workers resume --yes --quiet

# Its end can come early, or be forgotten.
redis DEL 'resque:worker:web-1:101:sites,mail'
redis DEL resque:omactl:pauses
$ omactl workers pause --wait 0s --yes --json
  {
    "id": "ID5",
    "command": "workers pause",
    "target": "default/all queues",
    "status": "done",
    "changes": [
      {
        "paused": "all queues",
        "workers": 2,
        "busy": 0
      }
    ],
    "archive": null,
    "undo": "omactl undo ID5"
  }
$ omactl holds extend ID5 --for 1ms --yes --quiet
$ sleep 0.01
$ omactl holds ls
  No holds.
redis? EXISTS resque:pause-all-workers => 0

# A hold that nobody ended is mentioned by every command.
file state/omactl/holds.json <<END
[{"id":"01KAR5X2M7Q4ZB0E8W3JH6TNVC","command":"workers pause","target":"sites","env":"default","who":"marta@laptop","reason":"node 3 restart","began":"2026-11-23T01:40:00.000Z","until":"2026-11-23T02:40:00.000Z","by_itself":""}]
END
$ omactl queue ls
  QUEUE  WAITING
  mail         0
  sites        0
  0 jobs waiting, 0 failed, 0 of 2 workers working
! Overdue since 2026-11-23T02:40:00.000Z: workers pause of sites by marta@laptop, "node 3 restart": omactl -e default holds release ID6
$ omactl queue ls --quiet
  QUEUE  WAITING
  mail         0
  sites        0
  0 jobs waiting, 0 failed, 0 of 2 workers working
$ omactl holds enforce
! No hold is overdue.
$ omactl holds release 01ZZZZZZZZZZ
! omactl: holds release: no hold '01ZZZZZZZZZZ' is in force
! hint: omactl holds ls
=> 5
$ omactl workers pause --for 0s
! Overdue since 2026-11-23T02:40:00.000Z: workers pause of sites by marta@laptop, "node 3 restart": omactl -e default holds release ID6
! omactl: workers pause: --for needs a time above nothing
! hint: --for 30m
=> 2
redis RPUSH resque:pause-all-workers x
$ omactl workers pause --yes
! Overdue since 2026-11-23T02:40:00.000Z: workers pause of sites by marta@laptop, "node 3 restart": omactl -e default holds release ID6
! Plan for default/all queues, redis SOCKET/0 (run RUN, master)
!   workers pause  2 workers take no more jobs; 0 jobs under way are finished
!   honoured by  Resque 2.3 or later, and the plugin resque-pause; no other worker
!   ends by itself  no: it lasts until somebody ends it
!   undo  omactl workers resume
! omactl: workers pause: no pause key: resque:pause-all-workers is a list; nothing was changed
! hint: redis-cli TYPE KEY
=> 1
