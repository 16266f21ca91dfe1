# Sidekiq's keys: lists with the oldest at the right, three sorted sets, processes as hashes.
needs redis
redis SADD queues sites mail empty
redis LPUSH queue:sites '{"retry":true,"queue":"sites","class":"RefreshSite","args":[1],"jid":"00112233445566778899aa01","created_at":1700000000.5,"enqueued_at":1700000000.5}'
redis LPUSH queue:sites '{"retry":true,"queue":"sites","class":"RefreshSite","args":[2],"jid":"00112233445566778899aa02","created_at":1700000010.5,"enqueued_at":1700000010.5}'
redis LPUSH queue:sites '{"retry":true,"queue":"sites","class":"RefreshSite","args":[1],"jid":"00112233445566778899aa03","created_at":1700000020.5,"enqueued_at":1700000020.5}'
redis LPUSH queue:mail '{"retry":true,"queue":"mail","class":"Sidekiq::ActiveJob::Wrapper","wrapped":"Mail::Digest","args":[{"job_class":"Mail::Digest","job_id":"a","arguments":["anna"]}],"jid":"00112233445566778899aa04","created_at":1700000000500,"enqueued_at":1700000000500}'
redis LPUSH queue:mail 'no JSON'
redis ZADD retry 1700003600.25 '{"retry":true,"queue":"sites","class":"RefreshSite","args":[7],"jid":"00112233445566778899aa07","created_at":1700000000.5,"enqueued_at":1700000000.5,"error_message":"gave up after 30 s","error_class":"Net::ReadTimeout","failed_at":1700000100.5,"retry_count":0}'
redis ZADD retry 1700003000.25 '{"retry":true,"queue":"mail","class":"Mail::Digest","args":["bert"],"jid":"00112233445566778899aa08","created_at":1700000000500,"enqueued_at":1700000000500,"error_message":"no such user","error_class":"KeyError","failed_at":1700000100500,"retry_count":2,"retried_at":1700000300500}'
redis ZADD dead 1700009000.25 '{"retry":true,"queue":"sites","class":"RefreshSite","args":[9],"jid":"00112233445566778899aa09","created_at":1690000000.5,"enqueued_at":1690000000.5,"error_message":"gave up after 30 s","error_class":"Net::ReadTimeout","failed_at":1690000100.5,"retry_count":25,"retried_at":1690009000.5}'
redis ZADD dead 1700009001.25 'no JSON'
redis ZADD schedule 1800000000.5 '{"retry":true,"queue":"sites","class":"RefreshSite","args":[11],"jid":"00112233445566778899aa11","created_at":1700000000.5}'
redis SADD processes host:1:abc host:2:def host:3:gone
redis HSET host:1:abc info '{"hostname":"host","pid":1,"concurrency":10,"queues":["sites"]}' busy 3 beat 1700000000.5 quiet false
redis HSET host:2:def info '{"hostname":"host","pid":2,"concurrency":5,"queues":["mail"]}' busy 0 beat 1700000000.5 quiet false

$ omactl queue ls
~ QUEUE  WAITING  +LATENCY
~ sites        3 +\d+ d( \d+ h)?
~ mail         2 +\d+ d( \d+ h)?
  empty        0
  5 jobs waiting, 2 in retry, 2 dead, 1 scheduled, 3 of 15 threads working
$ omactl queue ls --json
  [
    {
      "queue": "sites",
      "length": 3,
      "listed": true,
      "type": "list",
      "held_by": null,
      "held": 0,
~     "latency_s": [\d.]+
    },
    {
      "queue": "mail",
      "length": 2,
      "listed": true,
      "type": "list",
      "held_by": null,
      "held": 0,
~     "latency_s": [\d.]+
    },
    {
      "queue": "empty",
      "length": 0,
      "listed": true,
      "type": "none",
      "held_by": null,
      "held": 0,
      "latency_s": null
    }
  ]
$ omactl queue peek sites
  POSITION  PAYLOAD
         0  {"retry":true,"queue":"sites","class":"RefreshSite","args":[1],"jid":"00112233445566778899aa01","created_at":1700000000.5,"enqueued_at":1700000000.5}
         1  {"retry":true,"queue":"sites","class":"RefreshSite","args":[2],"jid":"00112233445566778899aa02","created_at":1700000010.5,"enqueued_at":1700000010.5}
         2  {"retry":true,"queue":"sites","class":"RefreshSite","args":[1],"jid":"00112233445566778899aa03","created_at":1700000020.5,"enqueued_at":1700000020.5}
$ omactl queue peek sites --newest --first 1
  POSITION  PAYLOAD
         2  {"retry":true,"queue":"sites","class":"RefreshSite","args":[1],"jid":"00112233445566778899aa03","created_at":1700000020.5,"enqueued_at":1700000020.5}
$ omactl queue peek mail --class Mail::Digest --json
  [
    {
      "position": 0,
      "well_formed": true,
      "payload_masked": true,
      "payload": "{\"retry\":true,\"queue\":\"mail\",\"class\":\"Sidekiq::ActiveJob::Wrapper\",\"wrapped\":\"Mail::Digest\",\"args\":[{\"job_class\":\"Mail::Digest\",\"job_id\":\"a\",\"arguments\":[\"anna\"]}],\"jid\":\"00112233445566778899aa04\",\"created_at\":1700000000500,\"enqueued_at\":1700000000500}",
      "class": "Mail::Digest",
      "args": [
        "anna"
      ]
    }
  ]
$ omactl queue top sites
  sites: 3 jobs, 447 B
    3  100.0 %  RefreshSite  2 distinct args, most frequent [1] 2 times
  all are RefreshSite with 2 distinct args; `omactl queue clear sites --duplicates` would leave 2
$ omactl queue top sites --by args
  sites: 3 jobs, 447 B
    2  66.7 %  RefreshSite  [1]
    1  33.3 %  RefreshSite  [2]
  all are RefreshSite with 2 distinct args; `omactl queue clear sites --duplicates` would leave 2
$ omactl queue top mail
  mail: 2 jobs, 259 B
    1  50.0 %  Mail::Digest  all args differ
    1  50.0 %  malformed     omactl queue peek mail --malformed
$ omactl queue failed ls
  FAILED AT  SET  QUEUE  JOB  ERROR
  2023-11-14 22:18:20Z  retry  mail  Mail::Digest ["bert"]  KeyError: no such user
  2023-11-14 22:15:00Z  retry  sites  RefreshSite [7]  Net::ReadTimeout: gave up after N s
  2023-07-22 06:56:40Z  dead  sites  RefreshSite [9]  Net::ReadTimeout: gave up after N s
                        dead  malformed  … (7 bytes)
  4 of 4 failures shown, newest first
  texts that may be customers' data are hidden: --with-payloads shows them
  what fails most: omactl queue top failed --by error  back again: omactl queue failed requeue --dry-run
$ omactl queue failed ls --json --queue mail
  [
    {
      "index": 0,
      "well_formed": true,
      "payload_masked": true,
      "failed_at": "2023-11-14T22:18:20.500Z",
      "queue": "mail",
      "class": "Mail::Digest",
      "payload": "{\"retry\":true,\"queue\":\"mail\",\"class\":\"Mail::Digest\",\"args\":[\"bert\"],\"jid\":\"00112233445566778899aa08\",\"created_at\":1700000000500,\"enqueued_at\":1700000000500,\"error_message\":\"no such user\",\"error_class\":\"KeyError\",\"failed_at\":1700000100500,\"retry_count\":2,\"retried_at\":1700000300500}",
      "exception": "KeyError",
      "error": "no such user",
      "set": "retry",
      "retry_at": "2023-11-14T23:03:20.250Z",
      "retry_count": 2,
      "jid": "00112233445566778899aa08"
    }
  ]
$ omactl queue failed ls --json --class RefreshSite --first 1
  [
    {
      "index": 1,
      "well_formed": true,
      "payload_masked": true,
      "failed_at": "2023-11-14T22:15:00.500Z",
      "queue": "sites",
      "class": "RefreshSite",
      "payload": "{\"retry\":true,\"queue\":\"sites\",\"class\":\"RefreshSite\",\"args\":[7],\"jid\":\"00112233445566778899aa07\",\"created_at\":1700000000.5,\"enqueued_at\":1700000000.5,\"error_message\":\"gave up after N s\",\"error_class\":\"Net::ReadTimeout\",\"failed_at\":1700000100.5,\"retry_count\":0}",
      "exception": "Net::ReadTimeout",
      "error": "gave up after N s",
      "set": "retry",
      "retry_at": "2023-11-14T23:13:20.250Z",
      "retry_count": 0,
      "jid": "00112233445566778899aa07"
    }
  ]
$ omactl queue failed ls --error Timeout --since 2023-11-01T00:00:00Z
  FAILED AT  SET  QUEUE  JOB  ERROR
  2023-11-14 22:15:00Z  retry  sites  RefreshSite [7]  Net::ReadTimeout: gave up after N s
  1 of 4 failures shown, newest first; 1 match (error ~ Timeout, since 2023-11-01 00:00:00Z)
  what fails most: omactl queue top failed --by error  back again: omactl queue failed requeue --dry-run
$ omactl queue failed ls --since 2023-11-14T22:18:00Z
  FAILED AT             SET    QUEUE  JOB                    ERROR
  2023-11-14 22:18:20Z  retry  mail   Mail::Digest ["bert"]  KeyError: no such user
  1 of 4 failures shown, newest first; 1 match (since 2023-11-14 22:18:00Z)
  what fails most: omactl queue top failed --by error    back again: omactl queue failed requeue --dry-run
$ omactl queue top failed
  failed: 4 records
    2  50.0 %  Net::ReadTimeout: gave up after N s  first 2023-07-22T06:56:40.500Z  last 2023-11-14T22:15:00.500Z
    1  25.0 %  KeyError: no such user  first 2023-11-14T22:18:20.500Z  last 2023-11-14T22:18:20.500Z
    1  25.0 %  malformed
  the first: RefreshSite [7], Net::ReadTimeout: gave up after N s
$ omactl queue top failed --json
  {
    "queue": "failed",
    "by": "error",
    "records": 4,
    "malformed": 1,
    "payload_masked": true,
    "groups": [
      {
        "error": "Net::ReadTimeout: gave up after N s",
        "records": 2,
        "first_failed_at": "2023-07-22T06:56:40.500Z",
        "last_failed_at": "2023-11-14T22:15:00.500Z",
        "sample_payload": "{\"retry\":true,\"queue\":\"sites\",\"class\":\"RefreshSite\",\"args\":[7],\"jid\":\"00112233445566778899aa07\",\"created_at\":1700000000.5,\"enqueued_at\":1700000000.5,\"error_message\":\"gave up after N s\",\"error_class\":\"Net::ReadTimeout\",\"failed_at\":1700000100.5,\"retry_count\":0}",
        "sample_backtrace": null
      },
      {
        "error": "KeyError: no such user",
        "records": 1,
        "first_failed_at": "2023-11-14T22:18:20.500Z",
        "last_failed_at": "2023-11-14T22:18:20.500Z",
        "sample_payload": "{\"retry\":true,\"queue\":\"mail\",\"class\":\"Mail::Digest\",\"args\":[\"bert\"],\"jid\":\"00112233445566778899aa08\",\"created_at\":1700000000500,\"enqueued_at\":1700000000500,\"error_message\":\"no such user\",\"error_class\":\"KeyError\",\"failed_at\":1700000100500,\"retry_count\":2,\"retried_at\":1700000300500}",
        "sample_backtrace": null
      }
    ]
  }
$ omactl queue top retry --by class
  retry: 2 records
    1  50.0 %  Mail::Digest  first 2023-11-14T22:18:20.500Z  last 2023-11-14T22:18:20.500Z
    1  50.0 %  RefreshSite   first 2023-11-14T22:15:00.500Z  last 2023-11-14T22:15:00.500Z
  the first: Mail::Digest ["bert"], KeyError: no such user
$ omactl queue top dead
  dead: 2 records
    1  50.0 %  Net::ReadTimeout: gave up after N s  first 2023-07-22T06:56:40.500Z  last 2023-07-22T06:56:40.500Z
    1  50.0 %  malformed
  the first: RefreshSite [9], Net::ReadTimeout: gave up after N s
$ omactl queue top schedule --by args
  schedule: 1 job, 123 B
    1  100.0 %  RefreshSite  [11]
$ omactl queue top schedule --by error
! omactl: queue top: --by error groups failure records
! hint: omactl queue top failed --by error
=> 2
$ omactl status
  default  TIME  N s
~ FAIL  workers  3 jobs held by dead workers, no heartbeat for .* omactl workers orphans · run dead-workers
  FAIL  queue mail  jobs wait and no worker listens  omactl queue why mail · run stuck-queue --set queue=mail
  FAIL  queue sites  jobs wait and no worker listens  omactl queue why sites · run stuck-queue --set queue=sites
~ ok  redis  [0-9.]+, master, N used, 1 client
  ok  queues  5 jobs in 3 queues, 2 in retry, 2 dead, 3 of 15 threads working
  3 need attention
=> 3
# The sorted sets can be looked into too: what is due next comes first.
$ omactl queue peek retry
  POSITION  SET  AT  PAYLOAD
         0  retry  2023-11-14 23:03:20Z  {"retry":true,"queue":"mail","class":"Mail::Digest","args":["bert"],"jid":"00112233445566778899aa08","created_at":1700000000500,"enqueued_at":1700000000500,"error_message":"no such user","error_class":"KeyError","failed_at":1700000100500,"retry_count":2,"retried_at":1700000300500}
         1  retry  2023-11-14 23:13:20Z  {"retry":true,"queue":"sites","class":"RefreshSite","args":[7],"jid":"00112233445566778899aa07","created_at":1700000000.5,"enqueued_at":1700000000.5,"error_message":"gave up after N s","error_class":"Net::ReadTimeout","failed_at":1700000100.5,"retry_count":0}
$ omactl queue peek failed --class RefreshSite
  POSITION  SET  AT  PAYLOAD
         1  retry  2023-11-14 23:13:20Z  {"retry":true,"queue":"sites","class":"RefreshSite","args":[7],"jid":"00112233445566778899aa07","created_at":1700000000.5,"enqueued_at":1700000000.5,"error_message":"gave up after N s","error_class":"Net::ReadTimeout","failed_at":1700000100.5,"retry_count":0}
         0  dead  2023-11-15 00:43:20Z  {"retry":true,"queue":"sites","class":"RefreshSite","args":[9],"jid":"00112233445566778899aa09","created_at":1690000000.5,"enqueued_at":1690000000.5,"error_message":"gave up after N s","error_class":"Net::ReadTimeout","failed_at":1690000100.5,"retry_count":25,"retried_at":1690009000.5}
$ omactl queue peek dead --newest --first 1 --json
  [
    {
      "position": 1,
      "well_formed": false,
      "payload_masked": true,
      "payload": "… (7 bytes)",
      "class": null,
      "args": null,
      "set": "dead",
      "at": "2023-11-15T00:43:21.250Z"
    }
  ]
$ omactl queue peek schedule --with-payloads --json
  [
    {
      "position": 0,
      "well_formed": true,
      "payload_masked": false,
      "payload": "{\"retry\":true,\"queue\":\"sites\",\"class\":\"RefreshSite\",\"args\":[11],\"jid\":\"00112233445566778899aa11\",\"created_at\":1700000000.5}",
      "class": "RefreshSite",
      "args": [
        11
      ],
      "set": "schedule",
      "at": "2027-01-15T08:00:00.500Z"
    }
  ]
$ omactl queue peek dead --malformed --with-payloads
  POSITION  SET   AT                    PAYLOAD
         1  dead  2023-11-15 00:43:21Z  no JSON
$ omactl queue peek retry --first 1 -o tsv
  POSITION\tSET\tAT\tPAYLOAD
  0\tretry\t2023-11-14 23:03:20Z\t{"retry":true,"queue":"mail","class":"Mail::Digest","args":["bert"],"jid":"00112233445566778899aa08","created_at":1700000000500,"enqueued_at":1700000000500,"error_message":"no such user","error_class":"KeyError","failed_at":1700000100500,"retry_count":2,"retried_at":1700000300500}
redis SADD queues retry
$ omactl queue peek retry
  retry is empty.
