# Workers of Resque, as they have registered themselves. What is old began ten days ago.
needs redis
$ omactl workers ls
  0 workers, 0 working

# Busy, idle, without a heartbeat, gone with a job and without; names of queues with colons and patterns.
redis SADD resque:workers 'web-1:4711:mail:eu,*' 'web-1:4712:high_*,!high_slow' web-2:17:sites web-3:9:sites web-4:1:sites old:5:sites
redis HSET resque:workers:heartbeat 'web-1:4711:mail:eu,*' 2099-01-01T00:00:00Z 'web-1:4712:high_*,!high_slow' 2099-01-01T00:00:00Z web-4:1:sites 2099-01-01T00:00:00Z
redis EVAL "local t = redis.call('TIME')[1] - 864000 redis.call('HSET', 'resque:workers:heartbeat', 'web-2:17:sites', t, 'web-3:9:sites', t) redis.call('SET', 'resque:worker:web-2:17:sites', '{\"queue\":\"sites\",\"run_at\":' .. t .. ',\"payload\":{\"class\":\"RefreshSite\",\"args\":[1842,\"ann@example.com\"]}}') return redis.call('SET', 'resque:worker:web-4:1:sites', '{\"queue\":\"sites\",\"run_at\":' .. t .. ',\"payload\":{\"class\":\"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper\",\"args\":[{\"job_class\":\"Mail\",\"arguments\":[\"x y\"]}]}}')" 0
redis SET resque:worker:web-1:4711:mail:eu,*:started '2001-01-01 10:00:00 +0100'
redis SET resque:worker:old:5:sites '{"queue":"sites","payload":{"class":"A"}}'
$ omactl workers ls
  STATE  HOST  PID  QUEUES  WORKS ON  FOR  HEARTBEAT
  gone  web-2  17  sites  sites: RefreshSite [1842,"…"]  10 d  10 d ago
  gone  web-3  9  sites  10 d ago
  busy  web-4  1  sites  sites: Mail ["…"]  10 d  N s ago
  busy  old  5  sites  sites: ?  none
  idle  web-1  4711  mail:eu,*  N s ago
  idle  web-1  4712  high_*,!high_slow  N s ago
  6 workers, 2 working, 2 gone with 1 job: omactl workers orphans
  1 gives no heartbeat (another language, or an old version): alive or not, nobody knows
$ tty omactl workers ls
  \x1b[2mSTATE\x1b[0m  \x1b[2mHOST\x1b[0m  \x1b[2mPID\x1b[0m  \x1b[2mQUEUES\x1b[0m  \x1b[2mWORKS ON\x1b[0m  \x1b[2mFOR\x1b[0m  \x1b[2mHEARTBEAT\x1b[0m
  \x1b[31mgone\x1b[0m  web-2  17  sites  sites: RefreshSite [1842,"…"]  10 d  \x1b[31m10 d ago\x1b[0m
  \x1b[31mgone\x1b[0m  web-3  9  sites  \x1b[31m10 d ago\x1b[0m
  busy  web-4  1  sites  sites: Mail ["…"]  10 d  N s ago
  busy  old  5  sites  sites: ?  none
  idle  web-1  4711  mail:eu,*  N s ago
  idle  web-1  4712  high_*,!high_slow  N s ago
  6 workers, 2 working, 2 gone with 1 job: omactl workers orphans
  1 gives no heartbeat (another language, or an old version): alive or not, nobody knows
$ omactl workers ls --queue high_fast
  STATE  HOST  PID  QUEUES  WORKS ON  FOR  HEARTBEAT
  idle  web-1  4711  mail:eu,*  N s ago
  idle  web-1  4712  high_*,!high_slow  N s ago
  2 workers, 0 working
$ omactl workers ls --queue high_slow
  STATE  HOST  PID  QUEUES  WORKS ON  FOR  HEARTBEAT
  idle  web-1  4711  mail:eu,*  N s ago
  1 worker, 0 working
$ omactl workers ls --queue sites --with-payloads -o tsv
  STATE\tHOST\tPID\tQUEUES\tWORKS ON\tFOR\tHEARTBEAT
  gone\tweb-2\t17\tsites\tsites: RefreshSite [1842,"ann@example.com"]\t10 d\t10 d ago
  gone\tweb-3\t9\tsites\t\t\t10 d ago
  busy\tweb-4\t1\tsites\tsites: Mail ["x y"]\t10 d\t0 s ago
  busy\told\t5\tsites\tsites: ?\t\tnone
  idle\tweb-1\t4711\tmail:eu,*\t\t\t0 s ago
$ omactl workers ls --queue high_fast --json
  [
    {
      "worker": "web-1:4711:mail:eu,*",
      "state": "idle",
      "host": "web-1",
      "pid": "4711",
      "queues": [
        "mail:eu",
        "*"
      ],
      "started": "2001-01-01T09:00:00.000Z",
      "heartbeat": "2099-01-01T00:00:00.000Z",
      "heartbeat_age_s": 0,
      "threads": 1,
      "busy": 0,
      "quiet": false,
      "works_on": []
    },
    {
      "worker": "web-1:4712:high_*,!high_slow",
      "state": "idle",
      "host": "web-1",
      "pid": "4712",
      "queues": [
        "high_*",
        "!high_slow"
      ],
      "started": null,
      "heartbeat": "2099-01-01T00:00:00.000Z",
      "heartbeat_age_s": 0,
      "threads": 1,
      "busy": 0,
      "quiet": false,
      "works_on": []
    }
  ]
$ omactl workers ls --queue sites --json --older-than 20d
  [
    {
      "worker": "web-2:17:sites",
      "state": "busy",
      "host": "web-2",
      "pid": "17",
      "queues": [
        "sites"
      ],
      "started": null,
~     "heartbeat": "[-0-9]+T[:0-9]+.000Z",
~     "heartbeat_age_s": 86400[0-9],
  ...
$ omactl workers ls --older-than 9d --queue other_sites
  STATE  HOST  PID  QUEUES  WORKS ON  FOR  HEARTBEAT
  idle  web-1  4711  mail:eu,*  N s ago
  1 worker, 0 working
redis SET resque:pause-all-workers ' True '
redis SET resque:pause:all 1
$ omactl workers ls --queue high_fast
  STATE  HOST  PID  QUEUES  WORKS ON  FOR  HEARTBEAT
  paused  web-1  4711  mail:eu,*  N s ago
  paused  web-1  4712  high_*,!high_slow  N s ago
  2 workers, 0 working
  pause-all-workers is set: no worker takes a job
  pause:all is set: workers with resque-pause take no job
redis SET resque:pause-all-workers 1
redis DEL resque:pause:all
$ omactl workers ls --queue high_fast -o tsv
  STATE\tHOST\tPID\tQUEUES\tWORKS ON\tFOR\tHEARTBEAT
  idle\tweb-1\t4711\tmail:eu,*\t\t\t0 s ago
  idle\tweb-1\t4712\thigh_*,!high_slow\t\t\t0 s ago

# A key of another type, an entry that is no JSON, and a heartbeat that nobody can read.
redis LPUSH resque:worker:web-1:4711:mail:eu,* x
redis SET resque:worker:old:5:sites 'no JSON'
redis HSET resque:workers:heartbeat old:5:sites soon
$ omactl workers ls --queue sites
  STATE  HOST  PID  QUEUES  WORKS ON  FOR  HEARTBEAT
  gone  web-2  17  sites  sites: RefreshSite [1842,"…"]  10 d  10 d ago
  gone  web-3  9  sites  10 d ago
  busy  web-4  1  sites  sites: Mail ["…"]  10 d  N s ago
  busy  old  5  sites  : ?  none
  idle  web-1  4711  mail:eu,*  N s ago
  5 workers, 2 working, 2 gone with 1 job: omactl workers orphans
  1 gives no heartbeat (another language, or an old version): alive or not, nobody knows
$ omactl workers ls --queue
! omactl: workers ls: --queue needs a value
! hint: omactl workers ls --help
=> 2
