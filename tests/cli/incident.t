# A stuck queue from the first look to a change of mind.
needs redis
redis SADD resque:queues sites mail
redis RPUSH resque:queue:sites "{\"class\":\"RefreshSite\",\"args\":[1]}" "{\"class\":\"RefreshSite\",\"args\":[2]}" "{\"class\":\"RefreshSite\",\"args\":[1]}"
redis RPUSH resque:queue:sites "{\"class\":\"Mail::Digest\",\"args\":[\"a\"]}" "not json \x00\xff" "{\"class\":\"RefreshSite\",\"args\":[1]}"
redis RPUSH resque:failed "{\"failed_at\":\"2026/11/23 10:00:00 UTC\",\"payload\":{\"class\":\"RefreshSite\",\"args\":[9]},\"exception\":\"Timeout::Error\",\"error\":\"execution expired\",\"backtrace\":[\"a.rb:1\"],\"worker\":\"h:1:sites\",\"queue\":\"sites\"}"
$ omactl queue ls
  QUEUE  WAITING
  sites        6
  mail         0
  6 jobs waiting, 1 failed, 0 of 0 workers working
$ omactl queue top sites
  sites: 6 jobs, 184 B
    4  66.7 %  RefreshSite   2 distinct args, most frequent [1] 3 times
    1  16.7 %  Mail::Digest  all args differ
    1  16.7 %  malformed     omactl queue peek sites --malformed
  66.7 % are RefreshSite with 2 distinct args; `omactl queue clear sites --duplicates` would leave 4
$ omactl queue top failed --by error
  failed: 1 record
    1  100.0 %  Timeout::Error: execution expired  first 2026/11/23 10:00:00 UTC  last 2026/11/23 10:00:00 UTC
  the first: RefreshSite [9], Timeout::Error: execution expired
    a.rb:1
  all failed with Timeout::Error: `omactl queue failed show --error Timeout::Error`
$ omactl queue peek sites --malformed
  POSITION  PAYLOAD
         4  … (11 bytes)
  texts that may be customers' data are hidden: --with-payloads shows them
$ omactl queue failed ls
  FAILED AT                QUEUE  JOB              ERROR
  2026/11/23 10:00:00 UTC  sites  RefreshSite [9]  Timeout::Error: execution expired
  1 of 1 failures shown, newest first
  what fails most: omactl queue top failed --by error    back again: omactl queue failed requeue --dry-run
$ omactl queue clear sites --class RefreshSite --duplicates --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue clear sites  2 of 6 jobs leave; 4 stay, in their order
                       for example {"class":"RefreshSite","args":[1]}
    kept in            ~/state/omactl/archive/ID.jsonl.zst, at most 68 B, on this machine
    undo               omactl undo ID    (the id is told when it is done)
  It would send
  ...
  Dry run: nothing was changed.
redis? LLEN resque:queue:sites => 6
$ omactl queue clear sites --class RefreshSite --duplicates
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  2 of 6 jobs leave; 4 stay, in their order
!                      for example {"class":"RefreshSite","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 68 B, on this machine
!   undo  omactl undo ID1
! omactl: queue clear: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
redis? LLEN resque:queue:sites => 6
$ omactl queue clear sites --class RefreshSite --duplicates --yes --max 1
! omactl: queue clear: it would change 2, more than --max 1
! hint: look with --dry-run; narrow it, or raise --max
=> 7
redis? LLEN resque:queue:sites => 6
$ omactl queue clear sites --yes --reason "stuck since 02:50"
  Cleared 6 jobs from sites in N s; 0 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue clear sites  6 of 6 jobs leave
!                      for example {"class":"RefreshSite","args":[1]}
!   kept in  ~/state/omactl/archive/ID2.jsonl.zst, at most 184 B, on this machine
!   undo  omactl undo ID2
! Undo: omactl undo ID2
redis? LLEN resque:queue:sites => 0
redis RPUSH resque:queue:sites "{\"class\":\"RefreshSite\",\"args\":[7]}"
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID2  TIME  queue clear  default/sites  done  Cleared 6 jobs from sites in N s; 0 wait.
$ omactl status
  default  TIME  N s
  WARN  workers  none is registered, and jobs wait in 1 queue  omactl queue why sites · run dead-workers
~ OPEN  ID2  6 jobs of sites archived since \d{4}-\d\d-\d\d, not decided  omactl queue requeue sites --from archive:ID2 · omactl undo ID2 · omactl journal close ID2
  ok  redis  7.0.15, master, N used, 1 client
  ok  queues  1 job in 2 queues, 1 failed, 0 of 0 workers working
  2 need attention
=> 3
