# Failure records leave for the archive, and come back as they were.
needs redis
redis SADD resque:queues sites mail
redis RPUSH resque:failed '{"failed_at":"2026/11/20 03:00:00 UTC","payload":{"class":"RefreshSite","args":[1]},"exception":"Timeout","error":"gave up","backtrace":[],"worker":"w1:1:*","queue":"sites"}'
redis RPUSH resque:failed '{"failed_at":"2026/11/20 03:01:00 UTC","payload":{"class":"Mail::Digest","args":[2]},"exception":"NoMethodError","error":"nil","backtrace":[],"worker":"w1:1:*","queue":"mail","retried_at":"2026/11/20 04:00:00 UTC"}'
redis RPUSH resque:failed ""
redis RPUSH resque:failed '{"failed_at":"2026/11/21 03:00:00 UTC","payload":{"class":"RefreshSite","args":[3]},"exception":"Timeout","error":"gave up","backtrace":[],"worker":"w1:1:*","queue":"sites"}'
redis RPUSH resque:failed "no \xff record"

$ omactl queue failed clear
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   queue failed clear  5 of 5 failures leave `failed`
!                       most failed with Timeout: gave up: 2
!                       for example {"class":"RefreshSite","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 571 B, on this machine
!   undo  omactl undo ID1
! omactl: queue failed clear: not confirmed
! hint: no terminal to ask on; add --yes
=> 7

$ omactl queue failed clear --malformed --class X
! omactl: queue failed clear: --malformed goes alone: what can't be read has no class, error or time
=> 2

$ omactl queue failed clear --from dead
! omactl: queue failed clear: --from dead is for Sidekiq; Resque has `failed` alone
! hint: omactl queue failed clear
=> 2

$ omactl queue failed clear --class Nobody --yes
  None of 5 failures matches (class Nobody).

$ omactl queue failed clear --malformed --yes
  Cleared 2 failures from failed in N s; 3 are left.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   queue failed clear  2 of 5 failures leave `failed` (malformed)
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 11 B, on this machine
!   undo  omactl undo ID2
! Undo: omactl undo ID2

redis? LLEN resque:failed => 3

$ omactl queue failed clear --retried --yes --json
  {
    "id": "ID3",
    "command": "queue failed clear",
    "target": "default/failed",
    "status": "done",
    "changes": [
      {
        "queue": "failed",
        "removed": 1,
        "kept": 2
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID3.jsonl.zst",
    "undo": "omactl undo ID3"
  }

$ omactl queue failed clear --queue sites --older-than 1d --error ^Time --yes
  Cleared 2 failures from failed in N s; 0 are left.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!~ .*2 of 2 failures leave `failed` \(queue sites, error ~ \^Time, before .*\)
!                       most failed with Timeout: gave up: 2
!                       for example {"class":"RefreshSite","args":[1]}
!   kept in  ~/state/omactl/archive/ID4.jsonl.zst, at most 346 B, on this machine
!   undo  omactl undo ID4
! Undo: omactl undo ID4

redis? LLEN resque:failed => 0

$ omactl queue failed clear --yes
  There is nothing in `failed`; nothing to clear.

# Failure records are no jobs: first they go back.
$ omactl queue requeue sites --from archive:ID3 --yes
! omactl: queue requeue: the archive of ID3 holds failure records, not jobs
! hint: omactl undo ID3  (puts them back; then omactl queue failed requeue)
=> 2

$ omactl status
  default  TIME  N s
~ OPEN  ID2  2 failures of failed archived since \d{4}-\d\d-\d\d, not decided  omactl undo ID2 · omactl journal close ID2
~ OPEN  ID3  1 failure of failed archived since \d{4}-\d\d-\d\d, not decided  omactl undo ID3 · omactl journal close ID3
~ OPEN  ID4  2 failures of failed archived since \d{4}-\d\d-\d\d, not decided  omactl undo ID4 · omactl journal close ID4
  ok  redis  7.0.15, master, N used, 1 client
  ok  queues  0 jobs in 2 queues, 0 failed, 0 of 0 workers working
  3 need attention
=> 3

$ omactl undo ID3 --rate 1000/s --yes
  Returned 1 failure to the head of failed in N s; 1 waits.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   undo of queue failed clear  1 failure goes back to the head of failed, in their order
!   from  ~/state/omactl/archive/ID3.jsonl.zst
!   rate  1,000/s
!   undo  none: repeat the command instead

$ omactl undo ID2 --yes
  Returned 2 failures to the head of failed in N s; 3 wait.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   undo of queue failed clear  2 failures go back to the head of failed, in their order
!   from  ~/state/omactl/archive/ID2.jsonl.zst
!   undo  none: repeat the command instead

redis? LLEN resque:failed => 3

$ omactl undo ID4 --yes
  Returned 2 failures to the head of failed in N s; 5 wait.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   undo of queue failed clear  2 failures go back to the head of failed, in their order
!   from  ~/state/omactl/archive/ID4.jsonl.zst
!   undo  none: repeat the command instead

redis? LLEN resque:failed => 5
# No queue has come into being.
redis? SCARD resque:queues => 2
redis? EXISTS resque:queue:failed => 0

# All at once.
$ omactl queue failed clear --yes
  Cleared 5 failures from failed in N s; 0 are left.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   queue failed clear  5 of 5 failures leave `failed`
!                       most failed with Timeout: gave up: 2
!                       for example {"class":"RefreshSite","args":[1]}
!   kept in  ~/state/omactl/archive/ID5.jsonl.zst, at most 571 B, on this machine
!   undo  omactl undo ID5
! Undo: omactl undo ID5

redis? EXISTS resque:failed => 0
