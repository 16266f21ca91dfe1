# Jobs go to another queue, and those that nobody has taken come back.
needs redis
redis SADD resque:queues sites mail
redis RPUSH resque:queue:sites '{"class":"RefreshSite","args":[1]}' '{"class":"Alexa::Load","args":[2]}' '{"class":"RefreshSite","args":[3]}' '{"class":"RefreshSite","args":[4]}' "\x00"
redis RPUSH resque:queue:mail '{"class":"Mail","args":[9]}'
redis SET resque:queue:text x
$ omactl queue move sites sites
! omactl: queue move: 'sites' is both: where they are and where they go
=> 2
$ omactl queue move sites text --yes
! omactl: queue move: 'resque:queue:text' is a string, not a list of jobs
! hint: redis-cli -s SOCKET TYPE resque:queue:text
=> 1
$ omactl queue move nowhere mail --yes
! omactl: queue move: no queue 'nowhere' in namespace 'resque'
! hint: omactl queue ls
=> 5
$ omactl queue move sites mail --class RefreshSite --first 2 --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    queue move sites mail  2 of 5 jobs go to mail, behind 1 job; 3 stay, in their order
                           for example {"class":"RefreshSite","args":[1]}
    kept in                ~/state/omactl/archive/ID.jsonl.zst, at most 68 B, on this machine
    undo                   omactl undo ID    (the id is told when it is done): what no worker has taken from mail by then
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×4          what the steps below do
    EVALSHA stage           RENAMENX resque:queue:sites resque:omactl:{resque:queue:sites}:staged
    EVALSHA mask            UNLINK resque:omactl:{resque:queue:sites}:mask, SET resque:omactl:{resque:queue:sites}:mask
    EVALSHA shift           LTRIM resque:omactl:{resque:queue:sites}:staged, RPUSH resque:queue:mail, RPUSH resque:omactl:{resque:queue:sites}:kept, SADD resque:queues, SETRANGE resque:omactl:pushed:ID, HINCRBY resque:omactl:op:ID
    EVALSHA splice          LTRIM resque:queue:sites and RPUSH resque:omactl:{resque:queue:sites}:kept (what arrived), RENAME resque:omactl:{resque:queue:sites}:kept resque:queue:sites, UNLINK resque:omactl:{resque:queue:sites}:mask
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
$ omactl queue move sites mail --class RefreshSite --first 2
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue move sites mail  2 of 5 jobs go to mail, behind 1 job; 3 stay, in their order
!                          for example {"class":"RefreshSite","args":[1]}
!   kept in  ~/state/omactl/archive/ID1.jsonl.zst, at most 68 B, on this machine
!   undo  omactl undo ID1: what no worker has taken from mail by then
! omactl: queue move: not confirmed
! hint: no terminal to ask on; add --yes
=> 7
$ omactl queue move sites mail --class RefreshSite --first 2 --yes --json
  {
    "id": "ID2",
    "command": "queue move",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "from": "sites",
        "to": "mail",
        "moved": 2
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID2.jsonl.zst",
    "undo": "omactl undo ID2"
  }
$ omactl queue peek mail
  POSITION  PAYLOAD
         0  {"class":"Mail","args":[9]}
         1  {"class":"RefreshSite","args":[1]}
         2  {"class":"RefreshSite","args":[3]}
redis? LRANGE resque:queue:sites 0 -1 => {"class":"Alexa::Load","args":[2]} {"class":"RefreshSite","args":[4]} \x00
$ omactl undo ID2 --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    undo of queue move  at most 2 jobs leave mail again: those that no worker has taken
                        they go back to the head of sites, in their order
    undo  none: repeat the command instead
  It would send
    EVAL take-lease  DEL resque:omactl:{resque:queue:sites}:lease, SET resque:omactl:{resque:queue:sites}:lease PX 60000
    SCRIPT LOAD ×4  what the steps below do
    EVALSHA stage  RENAMENX resque:queue:mail resque:omactl:{resque:queue:mail}:staged
    EVALSHA untake  LTRIM resque:omactl:{resque:queue:mail}:staged, RPUSH resque:omactl:{resque:queue:mail}:kept, SETBIT resque:omactl:pushed:ID2, RPUSH resque:omactl:{resque:queue:sites}:aside
    EVALSHA splice  LTRIM resque:queue:mail and RPUSH resque:omactl:{resque:queue:mail}:kept (what arrived), RENAME resque:omactl:{resque:queue:mail}:kept resque:queue:mail, UNLINK resque:omactl:{resque:queue:mail}:mask
    EVALSHA splice  LTRIM resque:queue:sites and RPUSH resque:omactl:{resque:queue:sites}:aside (what arrived), RENAME resque:omactl:{resque:queue:sites}:aside resque:queue:sites, UNLINK resque:omactl:{resque:queue:sites}:mask
    EVALSHA finish  UNLINK resque:omactl:{ID}:mask
    with each EVALSHA  HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:sites}:lease PX 60000, HSET resque:omactl:op:ID2
    EVAL drop-lease  DEL resque:omactl:{resque:queue:sites}:lease
  Dry run: nothing was changed.
redis LPOP resque:queue:mail
redis LPOP resque:queue:mail
$ omactl undo ID2 --yes
  Took back 1 job in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue move  at most 2 jobs leave mail again: those that no worker has taken
!                       they go back to the head of sites, in their order
!   undo  none: repeat the command instead
! omactl: undo: 1 job had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID3
=> 9
redis? LRANGE resque:queue:sites 0 -1 => {"class":"RefreshSite","args":[3]} {"class":"Alexa::Load","args":[2]} {"class":"RefreshSite","args":[4]} \x00
redis? LRANGE resque:queue:mail 0 -1 => 
$ omactl queue move sites parked --yes
  Moved 4 jobs from sites to parked in N s; 0 wait in sites, 4 in parked.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue move sites parked  4 of 4 jobs go to parked, which is new
!                            for example {"class":"RefreshSite","args":[3]}
!   kept in  ~/state/omactl/archive/ID4.jsonl.zst, at most 103 B, on this machine
!   undo  omactl undo ID4: what no worker has taken from parked by then
! Undo: omactl undo ID4
redis? SISMEMBER resque:queues parked => 1
redis? LRANGE resque:queue:parked 0 -1 => {"class":"RefreshSite","args":[3]} {"class":"Alexa::Load","args":[2]} {"class":"RefreshSite","args":[4]} \x00
$ omactl queue move sites parked --yes
  sites is empty; nothing to move.
$ omactl journal ls
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID4  TIME  queue move  default/sites  done  Moved 4 jobs from sites to parked in N s; 0 wait in sites, 4 in parked.
  ID3  TIME  undo of ID2  default/sites  partial  Took back 1 job in N s.
  ID2  TIME  queue move  default/sites  undone  Moved 2 jobs from sites to mail in N s; 3 wait in sites, 3 in mail.
