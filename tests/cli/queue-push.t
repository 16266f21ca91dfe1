needs redis
redis SADD resque:queues sites
$ omactl queue push sites RefreshSite 1842 '{"force":true}' '"text é"' null
  Pushed 1 job to sites; 1 waits.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue push sites  {"class":"RefreshSite","args":[1842,{"force":true},"text é",null]}
! Undo: omactl undo ID1
redis? LRANGE resque:queue:sites 0 -1 => {"class":"RefreshSite","args":[1842,{"force":true},"text é",null]}
$ omactl queue push sites Job --json
  {
    "id": "ID2",
    "command": "queue push",
    "target": "default/sites",
    "status": "done",
    "changes": [
      {
        "queue": "sites",
        "pushed": 1
      }
    ],
    "archive": null,
    "undo": "omactl undo ID2"
  }
# A new queue is made known, and remarked on.
$ omactl queue push alexa ReloadAlexa1m --dry-run
  Plan for default/alexa, redis SOCKET/0 (run RUN, master)
    queue push alexa  {"class":"ReloadAlexa1m","args":[]}
                      a queue that nobody has pushed to yet: is the name right?
  It would send
    EVAL take-lease         DEL resque:omactl:{resque:queue:alexa:ID}:lease, SET resque:omactl:{resque:queue:alexa:ID}:lease PX 60000
    SCRIPT LOAD             what the steps below do
    EVALSHA push            RPUSH resque:queue:alexa, SADD resque:queues, SETRANGE resque:omactl:pushed:ID
    with each EVALSHA       HSET resque:omactl:op:ID, SADD resque:omactl:open or SREM resque:omactl:open, SET resque:omactl:{resque:queue:alexa:ID}:lease PX 60000
    EVAL drop-lease         DEL resque:omactl:{resque:queue:alexa:ID}:lease
  Dry run: nothing was changed.
redis? SISMEMBER resque:queues alexa => 0
$ omactl queue push alexa ReloadAlexa1m
  Pushed 1 job to alexa; 1 waits.
! Plan for default/alexa, redis SOCKET/0 (run RUN, master)
!   queue push alexa  {"class":"ReloadAlexa1m","args":[]}
!                     a queue that nobody has pushed to yet: is the name right?
! Undo: omactl undo ID3
redis? SISMEMBER resque:queues alexa => 1
redis? LRANGE resque:queue:alexa 0 -1 => {"class":"ReloadAlexa1m","args":[]}

# Bytes from a file, as they stand.
file job.json <<END
{"class":"A", "args" : [1]}
END
$ omactl queue push raw --raw job.json
  Pushed 1 job to raw; 1 waits.
! Plan for default/raw, redis SOCKET/0 (run RUN, master)
!   queue push raw  {"class":"A", "args" : [1]}\n
!                   a queue that nobody has pushed to yet: is the name right?
! Undo: omactl undo ID4
redis? LINDEX resque:queue:raw 0 => {"class":"A", "args" : [1]}\n
$ omactl queue push raw --raw nothing.json
! omactl: queue push: open nothing.json: no such file or directory
=> 5
$ omactl queue push raw A --raw job.json
! omactl: queue push: --raw takes the place of class and arguments
=> 2

# Undo takes it back while nobody has taken it, and says so when somebody has.
$ omactl undo ID1 --dry-run
  Plan for default/sites, redis SOCKET/0 (run RUN, master)
    undo of queue push  at most 1 job leaves sites again: those that no worker has taken
    undo  none: repeat the command instead
  It would send
  ...
$ omactl undo ID1 --yes
  Took back 1 job in N s.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue push  at most 1 job leaves sites again: those that no worker has taken
!   undo                none: repeat the command instead
redis? LLEN resque:queue:sites => 1
$ omactl undo ID1 --yes
  queue push sites is undone already.
redis LPOP resque:queue:alexa
$ omactl undo ID3 --yes
  Took back 0 jobs in N s.
! Plan for default/alexa, redis SOCKET/0 (run RUN, master)
!   undo of queue push  at most 1 job leaves alexa again: those that no worker has taken
!   undo  none: repeat the command instead
! omactl: undo: 1 job had been taken by workers, or moved, since and can't be brought back
! hint: omactl journal show ID5
=> 9
$ omactl undo ID3 --yes
  queue push alexa is undone already.

# Words that are no JSON, and what is no class.
$ omactl queue push sites RefreshSite text
! omactl: queue push: 'text' is not JSON
! hint: text needs its quotes inside the shell's: '"text"'
=> 2
$ omactl queue push sites RefreshSite -- -1
  Pushed 1 job to sites; 2 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue push sites  {"class":"RefreshSite","args":[-1]}
! Undo: omactl undo ID6
$ omactl queue push sites RefreshSite -1
  Pushed 1 job to sites; 3 wait.
! Plan for default/sites, redis SOCKET/0 (run RUN, master)
!   queue push sites  {"class":"RefreshSite","args":[-1]}
! Undo: omactl undo ID7
$ omactl queue push sites RefreshSite '{“force”:true}'
! omactl: queue push: '{“force”:true}' is not JSON
! hint: text needs its quotes inside the shell's: '"{“force”:true}"'
=> 2
$ omactl queue push sites
! omactl: queue push: which class?
! hint: omactl queue push QUEUE CLASS [JSON-ARG…], or --raw FILE
=> 2
$ omactl queue push sites ''
! omactl: queue push: CLASS has an empty value
! hint: is a shell variable not set?
=> 2
$ omactl queue push
! omactl: queue push: QUEUE is missing (Queue to push to)
! hint: omactl queue push --help
=> 2
redis SET resque:queue:text text
$ omactl queue push text A
! omactl: queue push: redis SOCKET: LLEN: WRONGTYPE Operation against a key holding the wrong kind of value
! hint: that key holds another type: redis-cli -s SOCKET TYPE KEY
=> 1

# It disturbs nobody, so it waits for nobody.
redis SET resque:omactl:{resque:queue:sites}:lease '01J00000000000000000000000|01J11111111111111111111111|marta@laptop|stuck since 02:50' PX 45000
$ omactl queue push sites RefreshSite 7 --quiet
redis? LINDEX resque:queue:sites -1 => {"class":"RefreshSite","args":[7]}
redis DEL resque:omactl:{resque:queue:sites}:lease
