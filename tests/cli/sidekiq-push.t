# What `queue push` writes is what Sidekiq's client writes.
needs redis
file sidekiq.toml <<END
[env.test.redis]
url = { env = "REDIS_URL" }
[env.test.queue]
kind = "sidekiq"
END
env OMACTL_CONFIG=FOLDER/sidekiq.toml
$ omactl queue push sites RefreshSite 1842 '{"force":true}' --dry-run
  Plan for test/sites, redis SOCKET/0 (run RUN, master)
~   queue push sites  \{"retry":true,"queue":"sites","class":"RefreshSite","args":\[1842,\{"force":true\}\],"jid":"[0-9a-f]{24}","created_at":\d{10}\.\d{3},"enqueued_at":\d{10}\.\d{3}\}
                      a queue that nobody has pushed to yet: is the name right?
  It would send
    EVAL take-lease         DEL omactl:{queue:sites:ID}:lease, SET omactl:{queue:sites:ID}:lease PX 60000
    SCRIPT LOAD             what the steps below do
    EVALSHA push            LPUSH queue:sites, SADD queues, SETRANGE omactl:pushed:ID
    with each EVALSHA       HSET omactl:op:ID, SADD omactl:open or SREM omactl:open, SET omactl:{queue:sites:ID}:lease PX 60000
    EVAL drop-lease         DEL omactl:{queue:sites:ID}:lease
  Dry run: nothing was changed.
$ omactl queue push sites RefreshSite 1842 '{"force":true}'
  Pushed 1 job to sites; 1 waits.
! Plan for test/sites, redis SOCKET/0 (run RUN, master)
!~   queue push sites  \{"retry":true,"queue":"sites","class":"RefreshSite","args":\[1842,\{"force":true\}\],"jid":"[0-9a-f]{24}","created_at":\d{10}\.\d{3},"enqueued_at":\d{10}\.\d{3}\}
!                     a queue that nobody has pushed to yet: is the name right?
! Undo: omactl undo ID1
redis? SMEMBERS queues => sites
redis? LLEN queue:sites => 1
$ omactl queue peek sites
  POSITION  PAYLOAD
~        0  \{"retry":true,"queue":"sites","class":"RefreshSite","args":\[1842,\{"force":true\}\],"jid":"[0-9a-f]{24}","created_at":\d{10}\.\d{3},"enqueued_at":\d{10}\.\d{3}\}
$ omactl queue ls
  QUEUE  WAITING  LATENCY
  sites  1  N s
  1 job waiting, 0 in retry, 0 dead, 0 of 0 threads working
$ omactl undo ID1 --yes
  Took back 1 job in N s.
! Plan for test/sites, redis SOCKET/0 (run RUN, master)
!   undo of queue push  at most 1 job leaves sites again: those that no worker has taken
!   undo                none: repeat the command instead
redis? LLEN queue:sites => 0

# The newest job shows how times are written here.
redis LPUSH queue:sites '{"class":"A","args":[],"queue":"sites","jid":"00112233445566778899aa01","enqueued_at":1700000000500}'
$ omactl queue push sites RefreshSite --quiet
$ omactl queue peek sites --newest --first 1
  POSITION  PAYLOAD
~        1  \{"retry":true,"queue":"sites","class":"RefreshSite","args":\[\],"jid":"[0-9a-f]{24}","created_at":\d{13},"enqueued_at":\d{13}\}
redis LPUSH queue:sites 'no JSON'
$ omactl queue push sites RefreshSite --quiet
$ omactl queue peek sites --newest --first 1
  POSITION  PAYLOAD
~        3  \{"retry":true,"queue":"sites","class":"RefreshSite","args":\[\],"jid":"[0-9a-f]{24}","created_at":\d{10}\.\d{3},"enqueued_at":\d{10}\.\d{3}\}
file job.json <<END
{"class":"Raw","args":[]}
END
$ omactl queue push sites --raw job.json --quiet
redis? LINDEX queue:sites 0 => {"class":"Raw","args":[]}\n
$ omactl queue push sites Refresh nojson
! omactl: queue push: 'nojson' is not JSON
! hint: text needs its quotes inside the shell's: '"nojson"'
=> 2
