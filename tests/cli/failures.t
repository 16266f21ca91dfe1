# Failed jobs back into their queues, and taken back again.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:failed "{\"failed_at\":\"2026/11/23 10:00:00 UTC\",\"payload\":{\"class\":\"A\",\"args\":[1]},\"exception\":\"Timeout::Error\",\"error\":\"expired\",\"backtrace\":[],\"worker\":\"h:1:sites\",\"queue\":\"sites\"}"
redis RPUSH resque:failed "" "broken {"
redis RPUSH resque:failed "{\"failed_at\":\"2026/11/23 10:00:01 UTC\",\"payload\":{\"class\":\"B\",\"args\":[2]},\"exception\":\"RuntimeError\",\"error\":\"boom\",\"backtrace\":[],\"worker\":\"h:1:mail\",\"queue\":\"mail\"}"
redis RPUSH resque:failed "{\"failed_at\":\"2026/11/23 10:00:02 UTC\",\"payload\":{\"class\":\"A\",\"args\":[3]},\"exception\":\"Timeout::Error\",\"error\":\"expired\",\"backtrace\":[],\"worker\":\"h:1:sites\",\"queue\":\"sites\"}"
$ omactl queue requeue sites --from failed --error Timeout --yes
  Requeued 2 jobs to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  2 of 5 failures leave `failed`, the jobs go to sites
!                        for example {"class":"A","args":[1]}
!                        which failed with Timeout::Error: expired
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 346 B, on this machine
!   pace  as fast as Redis takes them
!   undo  omactl undo ID1: takes back what no worker has taken by then
! Undo: omactl undo ID1
redis? LLEN resque:failed => 3
redis? LRANGE resque:queue:sites 0 -1 => {"class":"A","args":[1]} {"class":"A","args":[3]}
redis LPOP resque:queue:sites
$ omactl undo ID1 --yes
  Took back 1 job in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue requeue  at most 2 jobs leave sites again: those that no worker has taken
!                          their failure records go back into `failed`
!   undo  none: repeat the command instead
! omactl: undo: 1 job had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID2
=> 9
redis? LLEN resque:queue:sites => 0
redis? LLEN resque:failed => 4
$ omactl queue failed requeue --yes -q
redis? LLEN resque:failed => 2
redis? LRANGE resque:queue:mail 0 -1 => {"class":"B","args":[2]}
$ omactl queue failed requeue --yes
  No failure of 2 matches (all).
$ omactl queue requeue sites --from failed --error '(' --yes
! omactl: queue requeue: --error '(' is no regular expression: Unmatched ( or \(
! hint: POSIX extended syntax, for example --error 'Timeout|refused'
=> 2
$ omactl queue requeue --yes
! omactl: queue requeue: which queue's failures?
! hint: name it, or --all: each failure goes to its own queue
=> 2
