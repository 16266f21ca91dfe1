# An archive that is not as it was written gives nothing back: not even what stands before the damage.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}' '{"class":"A","args":[3]}'
$ omactl queue clear sites --yes --quiet
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID1  TIME  queue clear  default/sites  done  Cleared 3 jobs from sites in N s; 0 wait.
$ sh -c 'cp state/omactl/archive/*.zst whole.zst && truncate -s -3 state/omactl/archive/*.zst'
$ omactl undo ID1 --yes
! omactl: undo: archive FOLDER/state/omactl/archive/ID1.jsonl.zst is not as it was written: damaged, or not wholly copied
! hint: zstdcat FOLDER/state/omactl/archive/ID1.jsonl.zst | tail -1  (shows what is left of it)
=> 1
$ omactl undo ID1 --dry-run
! omactl: undo: archive FOLDER/state/omactl/archive/ID1.jsonl.zst is not as it was written: damaged, or not wholly copied
! hint: zstdcat FOLDER/state/omactl/archive/ID1.jsonl.zst | tail -1  (shows what is left of it)
=> 1
$ omactl queue requeue sites --from archive:ID1 --yes
! omactl: queue requeue: archive FOLDER/state/omactl/archive/ID1.jsonl.zst is not as it was written: damaged, or not wholly copied
! hint: zstdcat FOLDER/state/omactl/archive/ID1.jsonl.zst | tail -1  (shows what is left of it)
=> 1
$ omactl queue requeue sites --from archive:ID1 --unique --yes
! omactl: queue requeue: archive FOLDER/state/omactl/archive/ID1.jsonl.zst is not as it was written: damaged, or not wholly copied
! hint: zstdcat FOLDER/state/omactl/archive/ID1.jsonl.zst | tail -1  (shows what is left of it)
=> 1
redis? EXISTS resque:queue:sites => 0
$ sh -c 'cp whole.zst state/omactl/archive/*.zst'
$ omactl undo ID1 --yes --quiet
redis? LLEN resque:queue:sites => 3
