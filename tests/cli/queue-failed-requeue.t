needs redis
redis SADD resque:queues sites mailers
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"sites","backtrace":[]}' '{"failed_at":"2026/11/23 03:01:00 UTC","payload":{"class":"Mail","args":[2]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"mailers","backtrace":[]}' '{"failed_at":"2026/11/23 03:02:00 UTC","payload":{"class":"Mail","args":[3]},"exception":"NoMethodError","error":"undefined method","worker":"w","queue":"mailers","backtrace":[]}' '{"failed_at":"2026/11/23 03:03:00 UTC","payload":{"class":"A","args":[4]},"exception":"E","error":"e","worker":"w","queue":"two words","backtrace":[]}'
$ omactl queue failed requeue --error Timeout --dry-run
  Plan for default/failed, redis SOCKET/0 (run RUN, master)
    queue failed requeue  2 of 4 failures leave `failed`, the jobs go to their 2 queues
                          for example {"class":"A","args":[1]}
                          which failed with Timeout::Error: execution expired
    kept in               ~/state/omactl/archive/ID.jsonl.zst, at most 355 B, on this machine
    pace                  as fast as Redis takes them
    undo                  omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
  ...
$ omactl queue failed requeue --error Timeout
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   queue failed requeue  2 of 4 failures leave `failed`, the jobs go to their 2 queues
!                         for example {"class":"A","args":[1]}
!                         which failed with Timeout::Error: execution expired
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 355 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID1: takes back what no worker has taken by then
! omactl: queue failed requeue: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl queue failed requeue --error Timeout --yes --json
  {
    "id": "ID2",
    "command": "queue failed requeue",
    "target": "default/failed",
    "status": "done",
    "changes": [
      {
        "from": "failed",
        "to": "2 queues",
        "pushed": 2
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID2.jsonl.zst",
    "undo": "omactl undo ID2"
  }
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[1]}
redis? LRANGE resque:queue:mailers 0 -1 => {"class":"Mail","args":[2]}
$ omactl queue failed requeue --queue nobody --yes
! omactl: queue failed requeue: no queue 'nobody' in namespace 'resque'
! hint: omactl queue ls
=> 5
$ omactl queue failed requeue --queue mailers --max 0 --yes
! omactl: queue failed requeue: it would change 1, more than --max 0
! hint: look with --dry-run; narrow it, or raise --max
=> 7
$ omactl queue failed requeue --queue mailers --yes
  Requeued 1 job to mailers in N s.
! Plan for default/mailers, redis SOCKET/0 (run RUN, master)
!   queue failed requeue mailers  1 of 2 failures leaves `failed`, the jobs go to mailers
!                                 for example {"class":"Mail","args":[3]}
!                                 which failed with NoMethodError: undefined method
!   kept in  ~/state/omactl/archive/ID3.jsonl.zst, at most 178 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID3: takes back what no worker has taken by then
! Undo: omactl undo ID3
$ omactl queue failed requeue --yes
  Requeued 1 job to two words in N s.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   queue failed requeue  1 of 1 failure leaves `failed`, the jobs go to two words
!                         for example {"class":"A","args":[4]}
!                         which failed with E: e
!   kept in  ~/state/omactl/archive/ID4.jsonl.zst, at most 150 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID4: takes back what no worker has taken by then
! Undo: omactl undo ID4
redis? LRANGE "resque:queue:two words" 0 -1 => {"class":"A","args":[4]}
redis? SISMEMBER resque:queues "two words" => 1
redis? EXISTS resque:failed => 0
$ omactl queue failed requeue --yes
  There are no failures; nothing to requeue.
$ omactl undo ID2 --yes
  Took back 2 jobs in N s.
! Plan for default/failed, redis SOCKET/0 (run RUN, master)
!   undo of queue failed requeue  at most 2 jobs leave 2 queues again: those that no worker has taken
!                                 their failure records go back into `failed`
!   undo                          none: repeat the command instead
redis? LRANGE resque:failed 0 -1 => {"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"sites","backtrace":[]} {"failed_at":"2026/11/23 03:01:00 UTC","payload":{"class":"Mail","args":[2]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"mailers","backtrace":[]}
$ omactl queue failed requeue --class
! omactl: queue failed requeue: --class needs a value
! hint: omactl queue failed requeue --help
=> 2
$ omactl queue failed requeue sites
! omactl: queue failed requeue: 'sites' is one word too many
! hint: omactl queue failed requeue --help
=> 2
