# Archived jobs are OPEN in status until somebody decides: back, or out.
needs redis
redis SADD resque:queues sites
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}'
$ omactl queue clear sites --yes --quiet
$ omactl status
  default  TIME  N s
~ OPEN  ID1  2 jobs of sites archived since \d{4}-\d\d-\d\d, not decided  omactl queue requeue sites --from archive:ID1 · omactl undo ID1 · omactl journal close ID1
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  0 jobs in 1 queue, 0 failed, 0 of 0 workers working
  1 needs attention
=> 3
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID1  TIME  queue clear  default/sites  done  Cleared 2 jobs from sites in N s; 0 wait.
$ omactl journal close ID1
! omactl: journal close: why do they stay out?
! hint: omactl journal close ID1 --reason TEXT
=> 2
$ omactl journal close ID1 --reason "site 42 is gone" --dry-run
  Plan for default/sites, this machine's journal
    journal close  what ID1 has archived stays out: site 42 is gone
                   the archive stays where it is; undo still puts it back
  Dry run: nothing was changed.
$ omactl journal close ID1 --reason "site 42 is gone"
! Plan for default/sites, this machine's journal
!   journal close  what ID1 has archived stays out: site 42 is gone
!                  the archive stays where it is; undo still puts it back
! omactl: journal close: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl journal close ID1 --reason "site 42 is gone" --plan-out plan.json
! omactl: journal close: 'journal close' is done at once; there is no plan to keep
! hint: look with --dry-run
=> 2
env OMACTL_READONLY=1
$ omactl journal close ID1 --reason "site 42 is gone" --yes
! omactl: journal close: environment 'default' is read-only
! hint: readonly = true in the configuration, or OMACTL_READONLY; --dry-run works
=> 7
env OMACTL_READONLY=0
$ omactl journal close ID1 --reason "site 42 is gone" --yes
  What ID1 has archived stays out: site 42 is gone
! Plan for default/sites, this machine's journal
!   journal close  what ID1 has archived stays out: site 42 is gone
!                  the archive stays where it is; undo still puts it back
$ omactl status
  default  TIME  N s
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  0 jobs in 1 queue, 0 failed, 0 of 0 workers working
$ omactl journal show ID1
  ID1  queue clear  default/sites, redis SOCKET/0 (run RUN, master)
  by tester@HOST at TIME
    queue clear sites  2 of 2 jobs leave
                          for example {"class":"A","args":[1]}
    kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 48 B, on this machine
  WHEN  EVENT
  TIME  started
  TIME  step  stage
  TIME  step  archive
  TIME  step  release
  TIME  done  Cleared 2 jobs from sites in N s; 0 wait.
  TIME  decided  site 42 is gone
  Undo: omactl undo ID1
$ omactl journal close ID1 --reason "and more" --yes --json
  {
    "id": "ID1",
    "command": "journal close",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "decided": "ID1",
        "reason": "and more"
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
    "undo": null
  }
$ omactl undo ID1 --yes --quiet
redis? LLEN resque:queue:sites => 2
$ omactl queue push sites A --quiet
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID2  TIME  queue push  default/sites  done  Pushed 1 job to sites; 3 wait.
$ omactl journal close ID2 --reason x
! omactl: journal close: ID2 has kept nothing that could stay out
=> 2
$ omactl journal close 01ZZZZZZZZ --reason x
! omactl: journal close: no operation '01ZZZZZZZZ' in the journal
! hint: omactl journal ls
=> 5
$ omactl journal close
! omactl: journal close: ID is missing (Operation, or the beginning of its id)
! hint: omactl journal close --help
=> 2
