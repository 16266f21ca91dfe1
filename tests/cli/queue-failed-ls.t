needs redis
$ omactl queue failed ls
  No failures.
redis RPUSH resque:failed '{"failed_at":"2026/11/23 03:00:00 UTC","payload":{"class":"RefreshSite","args":[1]},"exception":"Timeout::Error","error":"execution expired","worker":"w:1:sites","queue":"sites","backtrace":["a.rb:1:in `x`","b.rb:2"]}' '{"failed_at":"2026-11-23T03:05:00Z","payload":{"class":"Digest","args":["é"]},"exception":"NoMethodError","error":"undefined \u001b[31mmethod","worker":"w:1:mailers","queue":"mailers","backtrace":null,"retried_at":"2026/11/23 04:00:00"}' "torn \x00\xff" '{"failed_at":"yesterday","payload":{"class":"Digest","args":[]},"exception":"Timeout::Error","error":"","worker":null,"queue":"mailers"}'
$ omactl queue failed ls
  FAILED AT                QUEUE    JOB              ERROR
  yesterday                mailers  Digest []        Timeout::Error
                                    malformed        … (7 bytes)
  2026-11-23T03:05:00Z     mailers  Digest ["…"]     NoMethodError: undefined \x1b[31mmethod
  2026/11/23 03:00:00 UTC  sites    RefreshSite [1]  Timeout::Error: execution expired
  4 of 4 failures shown, newest first
  texts that may be customers' data are hidden: --with-payloads shows them
  what fails most: omactl queue top failed --by error    back again: omactl queue failed requeue --dry-run
$ omactl queue failed ls --with-payloads --first 2
  FAILED AT  QUEUE    JOB        ERROR
  yesterday  mailers  Digest []  Timeout::Error
                      malformed  torn \x00\xff
  2 of 4 failures shown, newest first
  what fails most: omactl queue top failed --by error    back again: omactl queue failed requeue --dry-run
$ omactl queue failed ls --with-payloads --first 2 -o jsonl
  {"index":3,"well_formed":true,"payload_masked":false,"failed_at":"yesterday","queue":"mailers","class":"Digest","payload":"{\"class\":\"Digest\",\"args\":[]}","exception":"Timeout::Error","error":"","worker":null,"retried_at":null,"backtrace":null}
  {"index":2,"well_formed":false,"payload_masked":false,"record":{"base64":"dG9ybiAA/w=="}}
$ omactl queue failed ls --json
  [
    {
      "index": 3,
      "well_formed": true,
      "payload_masked": true,
      "failed_at": "yesterday",
      "queue": "mailers",
      "class": "Digest",
      "payload": "{\"class\":\"Digest\",\"args\":[]}",
      "exception": "Timeout::Error",
      "error": "",
      "worker": null,
      "retried_at": null,
      "backtrace": null
    },
    {
      "index": 2,
      "well_formed": false,
      "payload_masked": true,
      "record": "… (7 bytes)"
    },
    {
      "index": 1,
      "well_formed": true,
      "payload_masked": true,
      "failed_at": "2026-11-23T03:05:00Z",
      "queue": "mailers",
      "class": "Digest",
      "payload": "{\"class\":\"Digest\",\"args\":[\"…\"]}",
      "exception": "NoMethodError",
      "error": "undefined \u001b[31mmethod",
      "worker": "w:1:mailers",
      "retried_at": "2026/11/23 04:00:00",
      "backtrace": null
    },
    {
      "index": 0,
      "well_formed": true,
      "payload_masked": true,
      "failed_at": "2026/11/23 03:00:00 UTC",
      "queue": "sites",
      "class": "RefreshSite",
      "payload": "{\"class\":\"RefreshSite\",\"args\":[1]}",
      "exception": "Timeout::Error",
      "error": "execution expired",
      "worker": "w:1:sites",
      "retried_at": null,
      "backtrace": [
        "a.rb:1:in `x`",
        "b.rb:2"
      ]
    }
  ]
$ omactl queue failed ls --first 1
  FAILED AT  QUEUE    JOB        ERROR
  yesterday  mailers  Digest []  Timeout::Error
  1 of 4 failures shown, newest first
  what fails most: omactl queue top failed --by error    back again: omactl queue failed requeue --dry-run
$ omactl queue failed ls --queue mailers
  FAILED AT             QUEUE    JOB           ERROR
  yesterday             mailers  Digest []     Timeout::Error
  2026-11-23T03:05:00Z  mailers  Digest ["…"]  NoMethodError: undefined \x1b[31mmethod
  2 of 4 failures shown, newest first; 2 match (queue mailers)
  texts that may be customers' data are hidden: --with-payloads shows them
  what fails most: omactl queue top failed --by error    back again: omactl queue failed requeue --dry-run
$ omactl queue failed ls --class Digest --error Timeout
  FAILED AT  QUEUE    JOB        ERROR
  yesterday  mailers  Digest []  Timeout::Error
  1 of 4 failures shown, newest first; 1 match (class Digest, error ~ Timeout)
  what fails most: omactl queue top failed --by error    back again: omactl queue failed requeue --dry-run
$ omactl queue failed ls --error '^No.*method'
  FAILED AT             QUEUE    JOB           ERROR
  2026-11-23T03:05:00Z  mailers  Digest ["…"]  NoMethodError: undefined \x1b[31mmethod
  1 of 4 failures shown, newest first; 1 match (error ~ ^No.*method)
  texts that may be customers' data are hidden: --with-payloads shows them
  what fails most: omactl queue top failed --by error    back again: omactl queue failed requeue --dry-run
$ omactl queue failed ls --error '('
! omactl: queue failed ls: --error '(' is no regular expression: Unmatched ( or \(
! hint: POSIX extended syntax, for example --error 'Timeout|refused'
=> 2
$ omactl queue failed ls --since '2026-11-23 03:01:00'
! omactl: queue failed ls: '2026-11-23 03:01:00' is neither a duration nor a time with its zone
! hint: times read 90s, 2h, 7d, 2026-11-23T03:12:00Z, '2026-11-23 04:12 +0100'
=> 2
$ omactl queue failed ls --since 'last week'
! omactl: queue failed ls: 'last week' is neither a duration nor a time with its zone
! hint: times read 90s, 2h, 7d, 2026-11-23T03:12:00Z, '2026-11-23 04:12 +0100'
=> 2
$ omactl queue failed ls --queue nobody
  0 of 4 failures shown, newest first; 0 match (queue nobody)
# Records that name no queue, or none that could be: they stay where they are.
redis RPUSH resque:failed '{"payload":{"class":"A","args":[]},"queue":""}' "{\"payload\":{\"class\":\"A\",\"args\":[]},\"queue\":\"bad\xff\"}" '{"payload":{"class":"A","args":[]},"queue":"q"}'
$ omactl queue failed ls --first 3
  FAILED AT  QUEUE  JOB        ERROR
             q      A []
                    malformed  {"payload":{"class":"A","args":[]},"queue":"bad\xff"}
                    malformed  {"payload":{"class":"A","args":[]},"queue":""}
  3 of 7 failures shown, newest first
  what fails most: omactl queue top failed --by error    back again: omactl queue failed requeue --dry-run
$ omactl queue failed requeue --class A --dry-run
  Plan for default/failed, redis SOCKET/0 (run RUN, master)
    queue failed requeue  1 of 7 failures leaves `failed`, the jobs go to q
                          for example {"class":"A","args":[]}
    kept in               ~/state/omactl/archive/ID.jsonl.zst, at most 47 B, on this machine
    pace                  as fast as Redis takes them
    undo                  omactl undo ID    (the id is told when it is done): takes back what no worker has taken by then
  It would send
  ...
redis DEL resque:failed
redis SET resque:failed text
$ omactl queue failed ls
! omactl: queue failed ls: redis SOCKET: LLEN: WRONGTYPE Operation against a key holding the wrong kind of value
! hint: that key holds another type: redis-cli -s SOCKET TYPE KEY
=> 1
