# Two return the same archive to different queues at once: each job comes back once. The first has read ahead, and
# waits for room, when the second takes all the rest.
needs redis
file bin/first <<END
#!/bin/sh
omactl queue requeue sites --from archive:$1 --to other --max-length 2 --yes >first.out 2>&1 &
until omactl queue ls -o tsv | grep -q '^other	2	'; do sleep 0.02; done
END
file bin/await-first <<END
#!/bin/sh
until omactl journal show $1 -o json | grep -q '"status": "done"'; do sleep 0.02; done
END
redis SADD resque:queues sites other
redis RPUSH resque:queue:sites '{"class":"A","args":[1]}' '{"class":"A","args":[2]}' '{"class":"A","args":[3]}' '{"class":"A","args":[4]}' '{"class":"A","args":[5]}' '{"class":"A","args":[6]}' '{"class":"A","args":[7]}' '{"class":"A","args":[8]}'
$ omactl queue clear sites --yes --json
  {
    "id": "ID1",
    "command": "queue clear",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "removed": 8,
        "kept": 0
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
    "undo": "omactl undo ID1"
  }
$ first ID1
$ omactl journal ls --first 1
  ID  BEGAN  COMMAND  TARGET  STATUS
  ID2  TIME  queue requeue  default/other  open  not finished: omactl resume ID2
$ omactl queue requeue sites --from archive:ID1 --yes
  Requeued 6 jobs to sites in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue requeue sites  6 of 8 archived jobs go to sites
!                        back already: 2
!                        for example {"class":"A","args":[3]}
!   from  ~/state/omactl/archive/ID1.jsonl.zst
!   pace  as fast as Redis takes them
!   undo  omactl undo ID3: takes back what no worker has taken by then
! Undo: omactl undo ID3
redis? LLEN resque:queue:sites => 6
redis DEL resque:queue:other
$ await-first ID2
redis? LLEN resque:queue:other => 0
redis? BITCOUNT resque:omactl:ledger:ID1 => 8
$ omactl journal show ID2
  ID2  queue requeue  default/other, redis SOCKET/0 (run RUN, master)
  by tester@HOST at TIME
    queue requeue other  8 of 8 archived jobs go to other
                          for example {"class":"A","args":[1]}
    from  ~/state/omactl/archive/ID1.jsonl.zst
    pace  as fast as Redis takes them; waits while the queue is longer than 2
  WHEN  EVENT
  TIME  started
  TIME  step  push
  TIME  done  Requeued 2 jobs to other in N s. 6 were back, or waited already, by then.
  Undo: omactl undo ID2
