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
  57.1 % are RefreshSite with 2 distinct args; `omactl queue clear sites --duplicates` would leave 5
$ omactl queue top sites --json
  {
    "queue": "sites",
    "by": "class",
    "jobs": 7,
    "payload_bytes": 213,
    "malformed": 2,
    "duplicates": 2,
    "payload_masked": true,
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
  57.1 % are RefreshSite with 2 distinct args; `omactl queue clear sites --duplicates` would leave 5
$ omactl queue top sites --by args --first 1 --json
  {
    "queue": "sites",
    "by": "args",
    "jobs": 7,
    "payload_bytes": 213,
    "malformed": 2,
    "duplicates": 2,
    "payload_masked": true,
    "groups": [
      {
        "class": "RefreshSite",
        "args": "[1842]",
        "jobs": 3
      }
    ]
  }
$ omactl queue top sites --duplicates
  sites: 7 jobs, 213 B
    3  42.9 %  RefreshSite  [1842]
  57.1 % are RefreshSite with 2 distinct args; `omactl queue clear sites --duplicates` would leave 5
$ omactl queue top sites --by class,args --duplicates --json
  {
    "queue": "sites",
    "by": "args",
    "jobs": 7,
    "payload_bytes": 213,
    "malformed": 2,
    "duplicates": 2,
    "payload_masked": true,
    "groups": [
      {
        "class": "RefreshSite",
        "args": "[1842]",
        "jobs": 3
      }
    ]
  }
$ omactl queue top one --duplicates
  one: 3 jobs, 110 B
  no two jobs are the same work
  66.7 % are Mail, all args differ; `omactl queue clear one --class Mail` would leave 1
$ omactl queue top one --by args,class --with-payloads
  one: 3 jobs, 110 B
    1  33.3 %  Digest  []
    1  33.3 %  Mail    ["a@example.com"]
    1  33.3 %  Mail    ["b@example.com"]
  66.7 % are Mail, all args differ; `omactl queue clear one --class Mail` would leave 1
$ omactl queue top one --by class --duplicates
! omactl: queue top: --duplicates shows the same work again, not each class
! hint: omactl queue top sites --duplicates
=> 2
$ omactl queue top sites --first 1
  sites: 7 jobs, 213 B
    4  57.1 %  RefreshSite  2 distinct args, most frequent [1842] 3 times
    2  28.6 %  malformed    omactl queue peek sites --malformed
  57.1 % are RefreshSite with 2 distinct args; `omactl queue clear sites --duplicates` would leave 5
$ omactl queue top one
  one: 3 jobs, 110 B
    2  66.7 %  Mail    all args differ
    1  33.3 %  Digest  all args differ
  texts that may be customers' data are hidden: --with-payloads shows them
  66.7 % are Mail, all args differ; `omactl queue clear one --class Mail` would leave 1
$ omactl queue top 'two words'
  two words: 2 jobs, 46 B
    2  100.0 %  A  1 distinct args, most frequent [] 2 times
  all are A with the same args; `omactl queue clear 'two words' --duplicates` would leave 1
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
    "payload_masked": true,
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
! hint: omactl queue top sites --by class,args
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
    2  50.0 %  Timeout::Error: execution expired  first 2026/11/23 03:00:00 UTC  last 2026/11/23 03:01:00 UTC
    1  25.0 %  NoMethodError: undefined method    first 2026/11/23 03:02:00 UTC  last 2026/11/23 03:02:00 UTC
    1  25.0 %  malformed
  the first: A [1], Timeout::Error: execution expired
$ omactl queue top failed --by error --first 1 --json
  {
    "queue": "failed",
    "by": "error",
    "records": 4,
    "malformed": 1,
    "payload_masked": true,
    "groups": [
      {
        "error": "Timeout::Error: execution expired",
        "records": 2,
        "first_failed_at": "2026/11/23 03:00:00 UTC",
        "last_failed_at": "2026/11/23 03:01:00 UTC",
        "sample_payload": "{\"class\":\"A\",\"args\":[1]}",
        "sample_backtrace": []
      },
      {
        "error": "NoMethodError: undefined method",
        "records": 1,
        "first_failed_at": "2026/11/23 03:02:00 UTC",
        "last_failed_at": "2026/11/23 03:02:00 UTC",
        "sample_payload": "{\"class\":\"B\",\"args\":[]}",
        "sample_backtrace": []
      }
    ]
  }
$ omactl queue top failed --by class
  failed: 4 records
    2  50.0 %  A          first 2026/11/23 03:00:00 UTC  last 2026/11/23 03:01:00 UTC
    1  25.0 %  B          first 2026/11/23 03:02:00 UTC  last 2026/11/23 03:02:00 UTC
    1  25.0 %  malformed
  the first: A [1], Timeout::Error: execution expired
$ omactl queue top failed --by args --json
  {
    "queue": "failed",
    "by": "args",
    "jobs": 4,
    "payload_bytes": 71,
    "malformed": 1,
    "duplicates": 0,
    "payload_masked": true,
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
# The largest group's first failure: what it was to do, and where it broke.
redis RPUSH resque:failed '{"failed_at":"2026/11/23 04:00:00 UTC","payload":{"class":"C","args":[5,"ann@example.com"]},"exception":"KeyError","error":"key not found\nin a file","worker":"w","queue":"one","backtrace":["a.rb:1","a.rb:2","a.rb:3","a.rb:4","a.rb:5","a.rb:6","a.rb:7","a.rb:8","\u001b[31ma.rb:9",null]}'
redis RPUSH resque:failed '{"failed_at":"2026/11/23 04:00:01 UTC","payload":{"class":"C","args":[6]},"exception":"KeyError","error":"key not found","worker":"w","queue":"one","backtrace":null}' '{"failed_at":"2026/11/23 04:00:02 UTC","payload":{"class":"C","args":[7]},"exception":"KeyError","error":"key not found","worker":"w","queue":"one","backtrace":null}' '{"failed_at":"2026/11/23 04:00:03 UTC","payload":{"class":"C","args":[7]},"exception":"KeyError","error":"key not found","worker":"w","queue":"one","backtrace":null}' '{"failed_at":"2026/11/23 04:00:04 UTC","payload":{"class":"C","args":[7]},"exception":"KeyError","error":"key not found","worker":"w","queue":"one","backtrace":null}'
$ omactl queue top failed
  failed: 9 records
    5  55.6 %  KeyError: key not found            first 2026/11/23 04:00:00 UTC  last 2026/11/23 04:00:04 UTC
    2  22.2 %  Timeout::Error: execution expired  first 2026/11/23 03:00:00 UTC  last 2026/11/23 03:01:00 UTC
    1  11.1 %  NoMethodError: undefined method    first 2026/11/23 03:02:00 UTC  last 2026/11/23 03:02:00 UTC
    1  11.1 %  malformed
  the first: C [5,"…"], KeyError: key not found
    a.rb:1
    a.rb:2
    a.rb:3
    a.rb:4
    a.rb:5
    a.rb:6
    a.rb:7
    a.rb:8
    and 2 more: omactl queue failed show
  texts that may be customers' data are hidden: --with-payloads shows them
  55.6 % failed with KeyError: `omactl queue failed show --error KeyError`
$ omactl queue top failed --by class --first 1 --with-payloads
  failed: 9 records
    5  55.6 %  C          first 2026/11/23 04:00:00 UTC  last 2026/11/23 04:00:04 UTC
    1  11.1 %  malformed
  the first: C [5,"ann@example.com"], KeyError: key not found
    a.rb:1
    a.rb:2
    a.rb:3
    a.rb:4
    a.rb:5
    a.rb:6
    a.rb:7
    a.rb:8
    and 2 more: omactl queue failed show
  55.6 % are C: `omactl queue failed show --class C`
$ omactl queue top failed --by class,args --duplicates
  failed: 9 jobs, 209 B
    3  33.3 %  C  [7]
$ omactl queue failed ls --by error --queue one --since 2026-11-23T04:00:01Z
  failed: 4 records (queue one, since 2026-11-23 04:00:01Z)
    4  100.0 %  KeyError: key not found  first 2026/11/23 04:00:01 UTC  last 2026/11/23 04:00:04 UTC
  the first: C [6], KeyError: key not found
  all failed with KeyError: `omactl queue failed show --error KeyError`
$ omactl queue failed ls --by class --class A --json
  {
    "by": "class",
    "records": 2,
    "malformed": 0,
    "payload_masked": true,
    "groups": [
      {
        "class": "A",
        "error": "Timeout::Error: execution expired",
        "records": 2,
        "first_failed_at": "2026/11/23 03:00:00 UTC",
        "last_failed_at": "2026/11/23 03:01:00 UTC",
        "sample_payload": "{\"class\":\"A\",\"args\":[1]}",
        "sample_backtrace": []
      }
    ]
  }
$ omactl queue failed ls --by queue
! omactl: queue failed ls: --by takes error or class here, not 'queue'
! hint: omactl queue failed ls --by error
=> 2
$ omactl queue failed ls --by error --class Nobody
  failed: 0 records (class Nobody)
redis LTRIM resque:failed 0 3
# A queue of that name comes first.
redis SADD resque:queues failed
redis RPUSH resque:queue:failed '{"class":"Own","args":[]}'
$ omactl queue top failed
  failed: 1 job, 25 B
    1  100.0 %  Own  all args differ
$ omactl queue top failed --by error --first 1
  failed: 4 records
    2  50.0 %  Timeout::Error: execution expired  first 2026/11/23 03:00:00 UTC  last 2026/11/23 03:01:00 UTC
    1  25.0 %  malformed
  the first: A [1], Timeout::Error: execution expired
# What a terminal would obey is shown, and quoted for the shell.
redis SADD resque:queues "esc\x1b[31m"
redis RPUSH "resque:queue:esc\x1b[31m" '{"class":"A","args":[]}' '{"class":"A","args":[]}' torn
$ omactl queue top "esc\x1b[31m"
  esc\x1b[31m: 3 jobs, 50 B
    2  66.7 %  A          1 distinct args, most frequent [] 2 times
    1  33.3 %  malformed  omactl queue peek $'esc\x1b[31m' --malformed
  66.7 % are A with the same args; `omactl queue clear $'esc\x1b[31m' --duplicates` would leave 2
