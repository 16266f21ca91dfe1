# Resque has no sorted sets of jobs, and of its jobs only ActiveJob's say when they were enqueued.
needs redis
redis SADD resque:queues sites
$ omactl queue requeue sites --from retry
! omactl: queue requeue: --from retry is for Sidekiq; Resque has no such set
! hint: --from failed    (or set kind = "sidekiq" in the configuration)
=> 2
$ omactl queue requeue sites --from workers
! omactl: queue requeue: --from takes failed, schedule or archive:ID, not 'workers'
! hint: omactl journal ls    (shows archives' ids)
=> 2
$ omactl queue top schedule
! omactl: queue top: no queue 'schedule' in namespace 'resque'
! hint: omactl queue ls
=> 5
redis RPUSH resque:queue:sites '{"class":"J::JobWrapper","args":[{"job_class":"A","arguments":[1],"enqueued_at":"2023-11-14T22:18:00Z"}]}' '{"class":"B","args":[]}'
$ omactl queue clear sites --older-than 1d --yes
  Cleared 1 job from sites in N s; 1 waits.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  1 of 2 jobs leave; 1 stays, in their order
!                      they don't say when they were enqueued, so these stay: 1
!                      for example {"class":"J::JobWrapper","args":[{"job_class":"A","arguments":[1],"enqueued_at":"2023-11-14T22:18:0…
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 105 B, on this machine
!   undo  omactl undo ID1
! Undo: omactl undo ID1
redis? LRANGE resque:queue:sites 0 -1 => {"class":"B","args":[]}
$ omactl queue clear sites --older-than 1d --yes
~ No job of 1 in sites matches \(enqueued before .*Z\)\. Jobs that don't say when they were enqueued: 1.
