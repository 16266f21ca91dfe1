needs redis
redis SADD resque:queues sites one empty hash "two words"
redis RPUSH resque:queue:sites '{"class":"RefreshSite","args":[1842]}' '{"class":"RefreshSite","args":[1842]}' '{"class":"RefreshSite","args":[7]}' '{"args":[1842],"class":"RefreshSite"}' '{"class":"Alexa::Load","args":["x"]}' "\x1b[31mred\x00\xff" '{"class":"","args":[]}'
redis RPUSH resque:queue:one '{"class":"Mail","args":["a@example.com"]}' '{"class":"Mail","args":["b@example.com"]}' '{"class":"Digest","args":[]}'
redis RPUSH "resque:queue:two words" '{"class":"A","args":[]}' '{"class":"A","args":[]}'
redis HSET resque:queue:hash field value
$ omactl queue top sites
  sites: 7 jobs, 213 B
    4  57.1 %  RefreshSite  2 distinct args, most frequent [1842] 3 times
    1  14.3 %  Alexa::Load  all args differ
    2  28.6 %  malformed    omactl queue peek sites --malformed
  2 are duplicates: `omactl queue clear sites --duplicates` would leave 5
$ omactl queue top sites --json
  {
    "queue": "sites",
    "by": "class",
    "jobs": 7,
    "payload_bytes": 213,
    "malformed": 2,
    "duplicates": 2,
    "groups": [
      {
        "class": "RefreshSite",
        "jobs": 4,
        "distinct_args": 2,
        "most_frequent_args": "[1842]",
        "most_frequent_jobs": 3
      },
      {
        "class": "Alexa::Load",
        "jobs": 1,
        "distinct_args": 1,
        "most_frequent_args": "[\"x\"]",
        "most_frequent_jobs": 1
      }
    ]
  }
$ omactl queue top sites --by args
  sites: 7 jobs, 213 B
    3  42.9 %  RefreshSite  [1842]
    1  14.3 %  Alexa::Load  ["x"]
    1  14.3 %  RefreshSite  [7]
  2 are duplicates: `omactl queue clear sites --duplicates` would leave 5
$ omactl queue top sites --by args --first 1 --json
  {
    "queue": "sites",
    "by": "args",
    "jobs": 7,
    "payload_bytes": 213,
    "malformed": 2,
    "duplicates": 2,
    "groups": [
      {
        "class": "RefreshSite",
        "args": "[1842]",
        "jobs": 3
      }
    ]
  }
$ omactl queue top sites --first 1
  sites: 7 jobs, 213 B
    4  57.1 %  RefreshSite  2 distinct args, most frequent [1842] 3 times
    2  28.6 %  malformed    omactl queue peek sites --malformed
  2 are duplicates: `omactl queue clear sites --duplicates` would leave 5
$ omactl queue top one
  one: 3 jobs, 110 B
    2  66.7 %  Mail    all args differ
    1  33.3 %  Digest  all args differ
  66.7 % are Mail: `omactl queue clear one --class Mail` would leave 1
$ omactl queue top 'two words'
  two words: 2 jobs, 46 B
    2  100.0 %  A  1 distinct args, most frequent [] 2 times
  1 is a duplicate: `omactl queue clear 'two words' --duplicates` would leave 1
$ omactl queue top empty
  empty: 0 jobs, 0 B
$ omactl queue top empty --by args
  empty: 0 jobs, 0 B
$ omactl queue top empty --json
  {
    "queue": "empty",
    "by": "class",
    "jobs": 0,
    "payload_bytes": 0,
    "malformed": 0,
    "duplicates": 0,
    "groups": []
  }
$ omactl queue top site
! omactl: queue top: no queue 'site' in namespace 'resque'
! hint: did you mean sites?
=> 5
$ omactl queue top hash
! omactl: queue top: 'resque:queue:hash' is a hash, not a list of jobs
! hint: redis-cli -s SOCKET TYPE resque:queue:hash
=> 1
$ omactl queue top sites --by weight
! omactl: queue top: --by takes class, args or error, not 'weight'
! hint: omactl queue top sites --by args
=> 2
$ omactl queue top sites --by error
! omactl: queue top: --by error groups failure records
! hint: omactl queue top failed --by error
=> 2
$ omactl queue top sites --first many
! omactl: queue top: --first: 'many' is not a whole number
! hint: counts read 500, 20000, 20,000
=> 2

# The failures.
$ omactl queue top failed
  failed: 0 records
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"sites","backtrace":[]}' '{"failed_at":"2026/11/23 03:01:00 UTC","payload":{"class":"A","args":[2]},"exception":"Timeout::Error","error":"execution expired","worker":"w","queue":"one","backtrace":null}' '{"failed_at":"2026/11/23 03:02:00 UTC","payload":{"class":"B","args":[]},"exception":"NoMethodError","error":"undefined method","worker":"w","queue":"sites","backtrace":[]}' 'torn {'
$ omactl queue top failed
  failed: 4 records
    2  50.0 %  Timeout::Error: execution expired  last 2026/11/23 03:01:00 UTC
    1  25.0 %  NoMethodError: undefined method    last 2026/11/23 03:02:00 UTC
    1  25.0 %  malformed
$ omactl queue top failed --by error --first 1 --json
  {
    "queue": "failed",
    "by": "error",
    "records": 4,
    "malformed": 1,
    "groups": [
      {
        "error": "Timeout::Error: execution expired",
        "records": 2,
        "first_failed_at": "2026/11/23 03:00:00 UTC",
        "last_failed_at": "2026/11/23 03:01:00 UTC",
        "sample_payload": "{\"class\":\"A\",\"args\":[1]}"
      },
      {
        "error": "NoMethodError: undefined method",
        "records": 1,
        "first_failed_at": "2026/11/23 03:02:00 UTC",
        "last_failed_at": "2026/11/23 03:02:00 UTC",
        "sample_payload": "{\"class\":\"B\",\"args\":[]}"
      }
    ]
  }
$ omactl queue top failed --by class
  failed: 4 jobs, 71 B
    2  50.0 %  A          all args differ
    1  25.0 %  B          all args differ
    1  25.0 %  malformed  omactl queue failed ls
$ omactl queue top failed --by args --json
  {
    "queue": "failed",
    "by": "args",
    "jobs": 4,
    "payload_bytes": 71,
    "malformed": 1,
    "duplicates": 0,
    "groups": [
      {
        "class": "A",
        "args": "[1]",
        "jobs": 1
      },
      {
        "class": "A",
        "args": "[2]",
        "jobs": 1
      },
      {
        "class": "B",
        "args": "[]",
        "jobs": 1
      }
    ]
  }
# A queue of that name comes first.
redis SADD resque:queues failed
redis RPUSH resque:queue:failed '{"class":"Own","args":[]}'
$ omactl queue top failed
  failed: 1 job, 25 B
    1  100.0 %  Own  all args differ
$ omactl queue top failed --by error --first 1
  failed: 4 records
    2  50.0 %  Timeout::Error: execution expired  last 2026/11/23 03:01:00 UTC
    1  25.0 %  malformed
# What a terminal would obey is shown, and quoted for the shell.
redis SADD resque:queues "esc\x1b[31m"
redis RPUSH "resque:queue:esc\x1b[31m" '{"class":"A","args":[]}' '{"class":"A","args":[]}' torn
$ omactl queue top "esc\x1b[31m"
  esc\x1b[31m: 3 jobs, 50 B
    2  66.7 %  A          1 distinct args, most frequent [] 2 times
    1  33.3 %  malformed  omactl queue peek $'esc\x1b[31m' --malformed
  1 is a duplicate: `omactl queue clear $'esc\x1b[31m' --duplicates` would leave 2
