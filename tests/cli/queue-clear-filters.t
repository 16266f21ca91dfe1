# Each condition alone, then together; a job leaves when all of them hold.
needs redis
redis SADD resque:queues q
redis RPUSH resque:queue:q '{"class":"A","args":[42]}' '{"class":"A","args":[42.0]}' '{"class":"A","args":["42"]}' '{"class":"A","args":[true]}' '{"class":"B","args":[null,{"k":"v \u00e9"}]}' '{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","arguments":[7]}]}' '{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","job_id":"other","arguments":[7]}]}' "\x00" '{"class":"A","args":[42]}' "\x00" '{"class":"A","args":[42]}'

# Numbers, text, booleans, null.
$ omactl queue clear q -n -o tsv --where /args/0=42
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  3 of 11 jobs leave; 8 stay, in their order
                   for example {"class":"A","args":[42]}
  ...
$ omactl queue clear q -n --where '/args/0="42"'
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  1 of 11 jobs leave; 10 stay, in their order
                   for example {"class":"A","args":["42"]}
  ...
$ omactl queue clear q -n --where /args/0=true
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  1 of 11 jobs leave; 10 stay, in their order
                   for example {"class":"A","args":[true]}
  ...
$ omactl queue clear q -n --where /args/0=null
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  1 of 11 jobs leave; 10 stay, in their order
                   for example {"class":"B","args":[null,{"k":"…"}]}
  ...
$ omactl queue clear q -n --where '/args/1/k=v é'
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  1 of 11 jobs leave; 10 stay, in their order
                   for example {"class":"B","args":[null,{"k":"…"}]}
  ...
$ omactl queue clear q -n --where /class=B
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  1 of 11 jobs leave; 10 stay, in their order
                   for example {"class":"B","args":[null,{"k":"…"}]}
  ...
$ omactl queue clear q -n --where /args/0=42 --where /class=A --duplicates
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  2 of 11 jobs leave; 9 stay, in their order
                   for example {"class":"A","args":[42]}
  ...
$ omactl queue clear q -n --where /args/9=42
  No job of 11 in q matches (/args/9=42).
$ omactl queue clear q -n --where args=42
! omactl: queue clear: 'args=42' is not POINTER=VALUE
! hint: for example --where /args/0=42
=> 2
$ omactl queue clear q -n --where /args/0
! omactl: queue clear: '/args/0' is not POINTER=VALUE
! hint: for example --where /args/0=42
=> 2
$ omactl queue clear q -n --where /args/0=
  No job of 11 in q matches (/args/0=).

# A class is asked for as text, however the payload writes it.
redis SADD resque:queues php
redis RPUSH resque:queue:php '{"class":"App\\Jobs\\Mail","args":[]}' '{"class":"App\\Jobs\\Digest","args":[]}'
$ omactl queue clear php -n --class 'App\Jobs\Mail'
  Plan for default/php, redis SOCKET/0 (run RUN, master)
    queue clear php  1 of 2 jobs leave; 1 stays, in their order
                     for example {"class":"App\\Jobs\\Mail","args":[]}
  ...

# ActiveJob's wrapper goes by the class inside, and by its own name.
$ omactl queue clear q -n --class Digest
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  2 of 11 jobs leave; 9 stay, in their order
                   for example {"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","argum…
  ...
$ omactl queue clear q -n --class ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  2 of 11 jobs leave; 9 stay, in their order
                   for example {"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","argum…
  ...
$ omactl queue clear q -n --class Digest --duplicates
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  1 of 11 jobs leave; 10 stay, in their order
                   for example {"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","job_i…
  ...
$ omactl queue clear q -n --class digest
  No job of 11 in q matches (class digest).

$ omactl queue clear q -n --malformed
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  2 of 11 jobs leave; 9 stay, in their order
                   for example … (1 byte)
  ...
$ omactl queue clear q -n --malformed --duplicates
  No job of 11 in q matches (malformed, duplicates).
$ omactl queue clear q -n --malformed --class A
  No job of 11 in q matches (class A, malformed).
$ omactl queue clear q -n --duplicates
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  3 of 11 jobs leave; 8 stay, in their order
                   for example {"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","job_i…
  ...
$ omactl queue clear q -n --keep-newest 3
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  8 of 11 jobs leave; 3 stay, in their order
                   for example {"class":"A","args":[42]}
  ...
$ omactl queue clear q -n --keep-newest 11
  No job of 11 in q matches (all but the newest 11).
$ omactl queue clear q -n --keep-newest 1,000
  No job of 11 in q matches (all but the newest 1,000).
$ omactl queue clear q -n --keep-newest 3 --duplicates
  Plan for default/q, redis SOCKET/0 (run RUN, master)
    queue clear q  1 of 11 jobs leave; 10 stay, in their order
                   for example {"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","job_i…
  ...

# The oldest of each stays, where it stood; --malformed next to the newest two.
$ omactl queue clear q --duplicates --yes --quiet
redis? LRANGE resque:queue:q 0 -1 => {"class":"A","args":[42]} {"class":"A","args":[42.0]} {"class":"A","args":["42"]} {"class":"A","args":[true]} {"class":"B","args":[null,{"k":"v \u00e9"}]} {"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","arguments":[7]}]} \x00 \x00
$ omactl queue clear q --keep-newest 1 --malformed --yes --json
  {
    "id": "ID1",
    "command": "queue clear",
    "target": "default/q",
    "status": "done",
    "changes": [
      {
        "queue": "q",
        "removed": 1,
        "kept": 7
      }
    ],
    "archive": "FOLDER/state/omactl/archive/ID1.jsonl.zst",
    "undo": "omactl undo ID1"
  }
redis? LRANGE resque:queue:q -2 -1 => {"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"Digest","arguments":[7]}]} \x00
