# Sidekiq's processes: with capsules and without, quiet, and one whose entry has run out.
needs redis
file config.toml <<END
[env.test]
[env.test.redis]
url = { env = "REDIS_URL" }
[env.test.queue]
kind = "sidekiq"
namespace = ""
END
env OMACTL_CONFIG=FOLDER/config.toml
$ omactl workers ls
  0 processes, 0 working
redis SADD processes web-1:12:aa web-2:13:bb web-3:14:cc
redis EVAL "local t = redis.call('TIME')[1] - 864000 redis.call('HSET', 'web-1:12:aa', 'info', '{\"hostname\":\"web-1\",\"started_at\":978307200.5,\"pid\":12,\"concurrency\":5,\"queues\":[\"default\",\"low\"]}', 'busy', 2, 'beat', '4070908800.5', 'quiet', 'false') redis.call('HSET', 'web-2:13:bb', 'info', '{\"hostname\":\"web-2\",\"pid\":13,\"concurrency\":1,\"capsules\":{\"serial\":{\"concurrency\":1,\"weights\":{\"serial\":0}}}}', 'busy', 0, 'beat', '4070908800.5', 'quiet', 'true') return 1" 0
redis EVAL "local t = redis.call('TIME')[1] - 864000 return redis.call('HSET', 'web-1:12:aa:work', 't1', '{\"queue\":\"low\",\"payload\":\"{\\\\\"class\\\\\":\\\\\"Mail\\\\\",\\\\\"args\\\\\":[\\\\\"ann@example.com\\\\\"]}\",\"run_at\":' .. t .. '}', 't2', '{\"queue\":\"default\",\"payload\":\"{\\\\\"class\\\\\":\\\\\"RefreshSite\\\\\",\\\\\"args\\\\\":[1842]}\",\"run_at\":' .. (t - 86400) .. '}')" 0
$ omactl workers ls
  STATE  HOST  PID  QUEUES  WORKS ON  FOR  HEARTBEAT
  gone  web-3  14  over a minute ago
  busy  web-1  12  default,low  default: RefreshSite [1842] +1 more  11 d  N s ago
  quiet  web-2  13  serial  N s ago
  3 processes, 1 working, 1 gone
$ omactl workers ls --queue serial --json
  [
    {
      "worker": "web-2:13:bb",
      "state": "quiet",
      "host": "web-2",
      "pid": "13",
      "queues": [
        "serial"
      ],
      "started": null,
      "heartbeat": "2099-01-01T00:00:00.500Z",
      "heartbeat_age_s": 0,
      "threads": 1,
      "busy": 0,
      "quiet": true,
      "works_on": []
    }
  ]
$ omactl workers ls --queue low --with-payloads -o tsv
  STATE\tHOST\tPID\tQUEUES\tWORKS ON\tFOR\tHEARTBEAT
  busy\tweb-1\t12\tdefault,low\tdefault: RefreshSite [1842] +1 more\t11 d\t0 s ago
$ omactl workers orphans
  No job is held by a worker that is gone.
  1 process is gone without a trace of what it held
  free Sidekiq forgets a process and what it held N s after its last beat: look early, with --older-than 30s
redis EVAL "return redis.call('HSET', 'web-1:12:aa', 'beat', (redis.call('TIME')[1] - 864000) .. '.25')" 0
$ omactl workers ls --queue low -o tsv
  STATE\tHOST\tPID\tQUEUES\tWORKS ON\tFOR\tHEARTBEAT
  gone\tweb-1\t12\tdefault,low\tdefault: RefreshSite [1842] +1 more\t11 d\t10 d ago
$ omactl workers orphans --older-than 30s -o tsv
  WORKER\tQUEUE\tJOB\tFOR\tHEARTBEAT\t
  web-1:12\tdefault\tRefreshSite [1842]\t11 d\t10 d ago\t
  web-1:12\tlow\tMail ["…"]\t10 d\t10 d ago\t
=> 3
$ omactl workers orphans --requeue --yes
! omactl: workers orphans: Sidekiq keeps what a process holds for N s only, too short to be put back by hand
! hint: omactl workers orphans --older-than 30s  (shows what is still to be seen)
=> 7
